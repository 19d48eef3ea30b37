namespace Slipway.Formats.Tokenizers.Training;

/// <summary>
/// Learns merges from words with their counts: again and again the pair of neighbours that occurs most becomes one symbol. Counts
/// change only where a merge happened, so each round touches only the words that have the pair.
/// </summary>
internal sealed class MergeLearner
{
    private readonly List<(int[] Symbols, long Count)> _words = [];
    private readonly Dictionary<(int Left, int Right), PairUse> _pairs = [];

    // Most frequent first; among equals the one of lower symbols, so that training the same corpus gives the same vocabulary.
    private readonly PriorityQueue<(int Left, int Right), (long, int, int)> _queue = new();

    private readonly HashSet<(int, int)> _touched = [];

    public void Add(int[] symbols, long count)
    {
        for (var i = 0; i + 1 < symbols.Length; i++)
            Use((symbols[i], symbols[i + 1]), _words.Count, count);
        _words.Add((symbols, count));
    }

    /// <summary>
    /// Learns while <paramref name="wants"/> says so; <paramref name="join"/> gives the symbol of a pair that is to merge, or null where
    /// it must not.
    /// </summary>
    public void Learn(Func<bool> wants, Func<int, int, int?> join)
    {
        Requeue();
        while (wants() && _queue.TryDequeue(out var pair, out var order))
        {
            // A pair is queued again whenever its count changes: older entries are out of date.
            if (!_pairs.TryGetValue(pair, out var use) || use.Count != -order.Item1)
                continue;
            if (use.Count < 2)
                return;
            if (join(pair.Left, pair.Right) is { } joined)
                Merge(pair, use, joined);
        }
    }

    private void Merge((int Left, int Right) pair, PairUse use, int joined)
    {
        foreach (var index in use.Words)
        {
            var (symbols, count) = _words[index];
            var (kept, at) = (0, 0);
            Count(symbols, index, -count);
            while (at < symbols.Length)
            {
                var merges = at + 1 < symbols.Length && symbols[at] == pair.Left && symbols[at + 1] == pair.Right;
                symbols[kept++] = merges ? joined : symbols[at];
                at += merges ? 2 : 1;
            }

            _words[index] = (symbols[..kept], count);
            Count(_words[index].Symbols, index, count);
        }

        _pairs.Remove(pair);
        Requeue();
    }

    private void Count(int[] symbols, int word, long count)
    {
        for (var i = 0; i + 1 < symbols.Length; i++)
            Use((symbols[i], symbols[i + 1]), word, count);
    }

    private void Use((int Left, int Right) pair, int word, long count)
    {
        if (!_pairs.TryGetValue(pair, out var use))
            _pairs[pair] = use = new PairUse();
        use.Count += count;
        // A word stays listed even when the pair has left it; merging it then changes nothing.
        if (count > 0)
            use.Words.Add(word);
        _touched.Add(pair);
    }

    private void Requeue()
    {
        foreach (var pair in _touched)
        {
            if (_pairs.TryGetValue(pair, out var use) && use.Count > 0)
                _queue.Enqueue(pair, (-use.Count, pair.Item1, pair.Item2));
        }

        _touched.Clear();
    }

    private sealed class PairUse
    {
        public long Count { get; set; }

        public HashSet<int> Words { get; } = [];
    }
}

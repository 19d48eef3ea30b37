namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>
/// Merges neighbours, always those first whose order is lowest, and among equal ones the leftmost, until none merge. A word is a few
/// symbols, where looking over all pairs each time is fastest; a text without spaces may be a million, which takes a heap.
/// </summary>
internal static class SymbolMerger
{
    /// <summary>From here on the heap is faster.</summary>
    public const int FewSymbols = 64;

    /// <summary>Merges in place; what is left stands at the front, and its number is returned.</summary>
    public static int Merge<TRules>(Span<Symbol> symbols, TRules rules)
        where TRules : IMergeRules, allows ref struct =>
        symbols.Length <= FewSymbols ? MergeFew(symbols, rules) : MergeMany(symbols, rules);

    internal static int MergeFew<TRules>(Span<Symbol> symbols, TRules rules)
        where TRules : IMergeRules, allows ref struct
    {
        Span<uint> orders = stackalloc uint[symbols.Length];
        Span<int> tokens = stackalloc int[symbols.Length];
        var count = symbols.Length;
        for (var i = 0; i + 1 < count; i++)
            orders[i] = rules.Find(symbols[i], symbols[i + 1], out tokens[i]);
        while (true)
        {
            var (lowest, at) = (uint.MaxValue, -1);
            for (var i = 0; i + 1 < count; i++)
            {
                if (orders[i] < lowest)
                    (lowest, at) = (orders[i], i);
            }

            if (at < 0)
                return count;
            symbols[at] = new(symbols[at].Start, symbols[at].Length + symbols[at + 1].Length, tokens[at]);
            symbols[(at + 2)..count].CopyTo(symbols[(at + 1)..]);
            orders[(at + 1)..count].CopyTo(orders[at..]);
            tokens[(at + 1)..count].CopyTo(tokens[at..]);
            count--;
            if (at > 0)
                orders[at - 1] = rules.Find(symbols[at - 1], symbols[at], out tokens[at - 1]);
            if (at + 1 < count)
                orders[at] = rules.Find(symbols[at], symbols[at + 1], out tokens[at]);
        }
    }

    internal static int MergeMany<TRules>(Span<Symbol> symbols, TRules rules)
        where TRules : IMergeRules, allows ref struct
    {
        var candidates = new PriorityQueue<Candidate, ulong>(symbols.Length);
        var next = new int[symbols.Length];
        var previous = new int[symbols.Length];
        for (var i = 0; i < symbols.Length; i++)
            (previous[i], next[i]) = (i - 1, i + 1);
        for (var i = 0; i + 1 < symbols.Length; i++)
            Offer(candidates, symbols, i, i + 1, rules);
        while (candidates.TryDequeue(out var best, out _))
        {
            var (left, right) = (best.Left, best.Right);
            if (symbols[left].Length + symbols[right].Length != best.Length || symbols[left].Length == 0 || symbols[right].Length == 0)
                continue;
            symbols[left] = new(symbols[left].Start, best.Length, best.Token);
            symbols[right] = default;
            next[left] = next[right];
            if (next[left] < symbols.Length)
            {
                previous[next[left]] = left;
                Offer(candidates, symbols, left, next[left], rules);
            }

            if (previous[left] >= 0)
                Offer(candidates, symbols, previous[left], left, rules);
        }

        var count = 0;
        for (var i = 0; i < symbols.Length; i = next[i])
            symbols[count++] = symbols[i];
        return count;
    }

    private static void Offer<TRules>(
        PriorityQueue<Candidate, ulong> candidates, ReadOnlySpan<Symbol> symbols, int left, int right, TRules rules)
        where TRules : IMergeRules, allows ref struct
    {
        var order = rules.Find(symbols[left], symbols[right], out var token);
        if (order != uint.MaxValue)
            candidates.Enqueue(new(left, right, symbols[left].Length + symbols[right].Length, token), (ulong)order << 32 | (uint)left);
    }

    // Out of date when either symbol has grown or gone since: then the two are not Length long any more.
    private readonly record struct Candidate(int Left, int Right, int Length, int Token);
}

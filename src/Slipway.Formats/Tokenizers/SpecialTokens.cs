using System.Buffers;
using System.Collections;
using System.Text;

namespace Slipway.Formats.Tokenizers;

/// <summary>
/// Finds tokens that are recognised in text before anything else: control tokens, where they may be, and user-defined ones. Of two
/// that overlap llama.cpp takes the longer one, Hugging Face the one further left.
/// </summary>
internal sealed class SpecialTokens
{
    // A trie: the node that follows another on a byte, and the token that ends in a node.
    private readonly Dictionary<(int Node, byte Value), int> _next = [];
    private readonly List<int> _ends = [-1];
    private readonly SearchValues<byte> _first;
    private readonly bool _leftmost;

    public SpecialTokens(IEnumerable<(int Token, string Spelling)> tokens, bool leftmost)
    {
        _leftmost = leftmost;
        foreach (var (token, spelling) in tokens)
            Add(token, Encoding.UTF8.GetBytes(spelling));
        _first = SearchValues.Create([.. _next.Keys.Where(key => key.Node == 0).Select(key => key.Value)]);
    }

    /// <summary>The tokens in <paramref name="text"/>, none overlapping another, from left to right.</summary>
    /// <param name="refused">Those that are passed over, as if they were not there.</param>
    public List<Match> Find(ReadOnlySpan<byte> text, Predicate<Match>? refused = null)
    {
        var found = new List<Match>();
        for (var at = text.IndexOfAny(_first); at >= 0; at = Next(text, at + 1))
            FindAt(text, at, found);
        if (refused is not null)
            found.RemoveAll(refused);
        if (found.Count < 2)
            return found;
        return _leftmost ? KeepLeftmost(found) : KeepLongest(found, text.Length);
    }

    private int Next(ReadOnlySpan<byte> text, int from)
    {
        var offset = text[from..].IndexOfAny(_first);
        return offset < 0 ? -1 : from + offset;
    }

    private void FindAt(ReadOnlySpan<byte> text, int start, List<Match> found)
    {
        var node = 0;
        for (var at = start; at < text.Length && _next.TryGetValue((node, text[at]), out node); at++)
        {
            if (_ends[node] >= 0)
                found.Add(new(start, at + 1 - start, _ends[node]));
        }
    }

    private static List<Match> KeepLeftmost(List<Match> found)
    {
        found.Sort(static (a, b) => (a.Start, b.Length).CompareTo((b.Start, a.Length)));
        var end = 0;
        found.RemoveAll(match =>
        {
            if (match.Start < end)
                return true;
            end = match.Start + match.Length;
            return false;
        });
        return found;
    }

    private static List<Match> KeepLongest(List<Match> found, int textLength)
    {
        found.Sort(static (a, b) => (b.Length, a.Token, a.Start).CompareTo((a.Length, b.Token, b.Start)));
        var taken = new BitArray(textLength);
        found.RemoveAll(match =>
        {
            // Those taken before are at least as long, so they cover one end of whatever they overlap.
            if (taken[match.Start] || taken[match.Start + match.Length - 1])
                return true;
            for (var i = 0; i < match.Length; i++)
                taken[match.Start + i] = true;
            return false;
        });
        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    private void Add(int token, byte[] spelling)
    {
        if (spelling.Length == 0)
            return;
        var node = 0;
        foreach (var value in spelling)
        {
            if (!_next.TryGetValue((node, value), out var next))
            {
                next = _ends.Count;
                _ends.Add(-1);
                _next.Add((node, value), next);
            }

            node = next;
        }

        if (_ends[node] < 0)
            _ends[node] = token;
    }

    public readonly record struct Match(int Start, int Length, int Token);
}

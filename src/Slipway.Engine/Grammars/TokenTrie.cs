using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Grammars;

/// <summary>
/// The bytes of all tokens as a tree, laid out in the order in which a walk visits it: the subtree of a node lies right behind it and ends
/// at its <c>Skip</c>. Control tokens have no bytes and no place in it.
/// </summary>
internal sealed class TokenTrie
{
    public TokenTrie(Tokenizer tokenizer)
    {
        Vocabulary = tokenizer.Count;
        var order = Enumerable.Range(0, tokenizer.Count).Where(token => !tokenizer.Bytes(token).IsEmpty).ToArray();
        Array.Sort(order, (a, b) => tokenizer.Bytes(a).SequenceCompareTo(tokenizer.Bytes(b)));

        var (bytes, depths, tokens, skips) = (new List<byte>(), new List<byte>(), new List<int>(), new List<int>());
        var path = new List<int>();
        var previous = ReadOnlySpan<byte>.Empty;
        foreach (var token in order)
        {
            var current = tokenizer.Bytes(token);
            // Longer ones than a depth can count are never allowed; there are none in practice.
            if (current.Length >= byte.MaxValue)
                continue;
            var shared = current.CommonPrefixLength(previous);
            Leave(shared);
            for (var depth = shared; depth < current.Length; depth++)
            {
                path.Add(bytes.Count);
                bytes.Add(current[depth]);
                depths.Add((byte)depth);
                tokens.Add(-1);
                skips.Add(0);
            }
            // Tokens of the same bytes hang as a list at their node.
            Add(path[^1], token);
            previous = current;
        }
        Leave(0);
        (Bytes, Depths, FirstToken, Skip) = ([.. bytes], [.. depths], [.. tokens], [.. skips]);
        Depth = Depths.Length == 0 ? 0 : Depths.Max() + 1;

        void Leave(int depth)
        {
            for (; path.Count > depth; path.RemoveAt(path.Count - 1))
                skips[path[^1]] = bytes.Count;
        }

        void Add(int node, int token)
        {
            if (tokens[node] >= 0)
                SameBytes[token] = tokens[node];
            tokens[node] = token;
        }
    }

    public int Vocabulary { get; }

    public byte[] Bytes { get; }

    public byte[] Depths { get; }

    /// <summary>A token that ends at the node, or -1.</summary>
    public int[] FirstToken { get; }

    /// <summary>The node behind the subtree.</summary>
    public int[] Skip { get; }

    /// <summary>From one token to another with the same bytes.</summary>
    public Dictionary<int, int> SameBytes { get; } = [];

    /// <summary>Bytes of the longest token.</summary>
    public int Depth { get; }

    /// <summary>Sets the bits of all tokens that end at a node.</summary>
    public void Mark(int node, uint[] mask)
    {
        var token = FirstToken[node];
        while (token >= 0)
        {
            mask[token >> 5] |= 1u << token;
            if (SameBytes.Count == 0 || !SameBytes.TryGetValue(token, out token))
                return;
        }
    }
}

using Slipway.Formats.Tokenizers;
using Slipway.Models.Sampling;

namespace Slipway.Engine.Grammars;

/// <summary>
/// A grammar for one vocabulary: says for a state which tokens may come next. The walk over the whole vocabulary is done once for a node
/// of the grammar; for a state, only the tokens that leave a rule are looked at again. Used by the scheduler's thread alone.
/// </summary>
internal sealed class CompiledGrammar
{
    private const int MostMasks = 2048;

    private readonly Machine _machine;
    private readonly TokenTrie _trie;
    private readonly Tokenizer _tokenizer;
    private readonly Dictionary<int, NodeMask> _masks = [];
    private readonly MatchState[] _path;
    private MatchState? _start;

    public CompiledGrammar(Grammar grammar, TokenTrie trie, Tokenizer tokenizer)
    {
        _machine = new Machine(AutomatonBuilder.Build(grammar));
        (_trie, _tokenizer) = (trie, tokenizer);
        _path = new MatchState[trie.Depth + 1];
    }

    public MatchState Start => _start ??= _machine.Start();

    /// <summary>The state behind a token.</summary>
    public MatchState Accept(MatchState state, int token)
    {
        foreach (var value in _tokenizer.Bytes(token))
            state = _machine.Next(state, value);
        return state;
    }

    /// <summary>A <see cref="TokenMask"/> of the tokens that may come. Those that end an answer may where the text may end.</summary>
    public uint[] Allowed(MatchState state)
    {
        if (state.Allowed is { } known)
            return known;
        var mask = new uint[TokenMask.Words(_trie.Vocabulary)];
        foreach (var (node, frame) in state.Places)
        {
            var local = MaskOf(node);
            for (var i = 0; i < mask.Length; i++)
                mask[i] |= local.Allowed[i];
            if (frame.Parent is null)
                continue;
            var after = _machine.After(frame);
            foreach (var exit in local.Exits)
                MarkBelow(exit, after, mask);
        }
        if (state.IsComplete)
        {
            foreach (var token in _tokenizer.EndOfGeneration)
                mask[token >> 5] |= 1u << token;
        }
        return state.Allowed = mask;
    }

    private NodeMask MaskOf(int node)
    {
        if (_masks.TryGetValue(node, out var known))
            return known;
        if (_masks.Count == MostMasks)
            _masks.Clear();
        var mask = new uint[TokenMask.Words(_trie.Vocabulary)];
        var exits = new List<int>();
        Walk(0, _trie.Bytes.Length, _machine.At(node), mask, exits);
        return _masks[node] = new NodeMask(mask, [.. exits]);
    }

    private void MarkBelow(int node, MatchState state, uint[] mask)
    {
        if (!state.IsOver)
            Walk(node + 1, _trie.Skip[node], state, mask, exits: null);
    }

    /// <summary>Marks the tokens from one node of the tree to another that a state allows, and notes where the text may end.</summary>
    private void Walk(int from, int to, MatchState state, uint[] mask, List<int>? exits)
    {
        if (from == to)
            return;
        var (bytes, depths, skips, path, machine) = (_trie.Bytes, _trie.Depths, _trie.Skip, _path, _machine);
        var dead = machine.Dead;
        path[depths[from]] = state;
        for (var node = from; node < to;)
        {
            var depth = depths[node];
            var next = machine.Next(path[depth], bytes[node]);
            if (next == dead)
            {
                node = skips[node];
                continue;
            }
            _trie.Mark(node, mask);
            if (next.IsComplete && exits is not null && skips[node] > node + 1)
                exits.Add(node);
            if (next.IsOver)
            {
                node = skips[node];
                continue;
            }
            path[depth + 1] = next;
            node++;
        }
    }
}

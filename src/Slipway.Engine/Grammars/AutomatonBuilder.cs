namespace Slipway.Engine.Grammars;

/// <summary>
/// Makes an automaton of a grammar's rules, built from their ends to their beginnings. Refuses what it could not run: rules that are
/// missing, never end, or begin with themselves, and grammars that are too large.
/// </summary>
internal sealed class AutomatonBuilder
{
    private const int MostNodes = 400_000;

    private readonly Grammar _grammar;
    private readonly List<NodeKind> _kinds = [];
    private readonly List<ByteEdge[]?> _edges = [];
    private readonly List<int[]?> _splits = [];
    private readonly List<string?> _calls = [];
    private readonly List<int> _returns = [];
    private readonly Dictionary<string, int> _starts = [];

    private AutomatonBuilder(Grammar grammar) => _grammar = grammar;

    public static Automaton Build(Grammar grammar)
    {
        GrammarCheck.Run(grammar);
        var builder = new AutomatonBuilder(grammar);
        foreach (var (name, rule) in grammar.Rules)
            builder._starts[name] = builder.Add(rule, builder.Add(NodeKind.End));
        return new Automaton(
            builder._starts[grammar.Root],
            [.. builder._kinds], [.. builder._edges], [.. builder._splits],
            [.. builder._calls.Select(rule => rule is null ? -1 : builder._starts[rule])],
            [.. builder._returns.Select(node => node >= 0 && builder.OnlyEnds(node) ? -1 : node)]);
    }

    /// <summary>Adds an expression in front of a node; answers where it begins.</summary>
    private int Add(Expression expression, int next)
    {
        switch (expression)
        {
            case Literal literal:
                for (var i = literal.Bytes.Length - 1; i >= 0; i--)
                    next = Add(NodeKind.Bytes, edges: [new ByteEdge(literal.Bytes[i], literal.Bytes[i], next)]);
                return next;
            case CharacterSet set:
                return AddSet(set, next);
            case Sequence sequence:
                for (var i = sequence.Parts.Count - 1; i >= 0; i--)
                    next = Add(sequence.Parts[i], next);
                return next;
            case Choice choice:
                return Add(NodeKind.Split, splits: [.. choice.Options.Select(option => Add(option, next))]);
            case Repeat repeat:
                return AddRepeat(repeat, next);
            case Reference reference:
                return Add(NodeKind.Call, call: reference.Rule, target: next);
            default:
                throw new ArgumentException($"no such expression: {expression}", nameof(expression));
        }
    }

    private int AddRepeat(Repeat repeat, int next)
    {
        var start = next;
        if (repeat.Most is { } most)
        {
            for (var i = repeat.Least; i < most; i++)
                start = Add(NodeKind.Split, splits: [Add(repeat.Item, start), next]);
        }
        else
        {
            start = Add(NodeKind.Split, splits: []);
            _splits[start] = [Add(repeat.Item, start), next];
        }
        for (var i = 0; i < repeat.Least; i++)
            start = Add(repeat.Item, start);
        return start;
    }

    private int AddSet(CharacterSet set, int next)
    {
        // Sequences with the same tail share its nodes, and all share the first.
        var tails = new Dictionary<(byte, byte, int), int>();
        var first = new List<ByteEdge>();
        foreach (var (from, to) in set.Ranges)
        {
            foreach (var sequence in Utf8Ranges.Of(from, to))
            {
                var node = next;
                for (var i = sequence.Length - 1; i > 0; i--)
                {
                    var key = (sequence[i].First, sequence[i].Last, node);
                    if (!tails.TryGetValue(key, out var tail))
                        tails[key] = tail = Add(NodeKind.Bytes, edges: [new ByteEdge(sequence[i].First, sequence[i].Last, node)]);
                    node = tail;
                }
                first.Add(new ByteEdge(sequence[0].First, sequence[0].Last, node));
            }
        }
        return Add(NodeKind.Bytes, edges: [.. first]);
    }

    private int Add(NodeKind kind, ByteEdge[]? edges = null, int[]? splits = null, string? call = null, int target = -1)
    {
        if (_kinds.Count == MostNodes)
            throw new GrammarException("the grammar is too large: repetitions of repetitions, or very long ones");
        _kinds.Add(kind);
        _edges.Add(edges);
        _splits.Add(splits);
        _calls.Add(call);
        _returns.Add(target);
        return _kinds.Count - 1;
    }

    private bool OnlyEnds(int node) =>
        _kinds[node] == NodeKind.End || (_kinds[node] == NodeKind.Split && _splits[node] is [var only] && only != node && OnlyEnds(only));
}

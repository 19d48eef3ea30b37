namespace Slipway.Engine.Grammars;

/// <summary>Refuses grammars that cannot be run forward: rules that are missing, that never end, or that begin with themselves.</summary>
internal sealed class GrammarCheck
{
    private readonly Grammar _grammar;
    private readonly HashSet<string> _empty = [];
    private readonly HashSet<string> _ending = [];

    private GrammarCheck(Grammar grammar) => _grammar = grammar;

    public static void Run(Grammar grammar)
    {
        var check = new GrammarCheck(grammar);
        check.CheckReferences();
        Grow(grammar, check._ending, check.Ends);
        foreach (var name in grammar.Rules.Keys)
        {
            if (!check._ending.Contains(name))
                throw new GrammarException($"rule '{name}' never ends");
        }
        Grow(grammar, check._empty, check.MayBeEmpty);
        check.CheckLeftRecursion();
    }

    /// <summary>Finds the rules that hold, given those found so far, until no more are found.</summary>
    private static void Grow(Grammar grammar, HashSet<string> found, Predicate<Expression> holds)
    {
        int before;
        do
        {
            before = found.Count;
            foreach (var (name, rule) in grammar.Rules)
            {
                if (!found.Contains(name) && holds(rule))
                    found.Add(name);
            }
        }
        while (found.Count > before);
    }

    private void CheckReferences()
    {
        foreach (var (name, rule) in _grammar.Rules)
        {
            foreach (var reference in References(rule))
            {
                if (!_grammar.Rules.ContainsKey(reference))
                    throw new GrammarException($"rule '{name}' uses '{reference}', which is not there");
            }
        }
    }

    private void CheckLeftRecursion()
    {
        var (done, open) = (new HashSet<string>(), new HashSet<string>());
        foreach (var name in _grammar.Rules.Keys)
            Visit(name);

        void Visit(string name)
        {
            if (open.Contains(name))
                throw new GrammarException($"rule '{name}' begins with itself (left recursion)");
            if (!done.Add(name))
                return;
            open.Add(name);
            foreach (var first in Firsts(_grammar.Rules[name]))
                Visit(first);
            open.Remove(name);
        }
    }

    /// <summary>Rules that may stand at the very beginning.</summary>
    private IEnumerable<string> Firsts(Expression expression) => expression switch
    {
        Reference reference => [reference.Rule],
        Choice choice => choice.Options.SelectMany(Firsts),
        Repeat { Most: 0 } => [],
        Repeat repeat => Firsts(repeat.Item),
        Sequence sequence => FirstsOf(sequence),
        _ => [],
    };

    private IEnumerable<string> FirstsOf(Sequence sequence)
    {
        foreach (var part in sequence.Parts)
        {
            foreach (var first in Firsts(part))
                yield return first;
            if (!MayBeEmpty(part))
                yield break;
        }
    }

    private bool MayBeEmpty(Expression expression) => expression switch
    {
        Literal literal => literal.Bytes.Length == 0,
        Sequence sequence => sequence.Parts.All(MayBeEmpty),
        Choice choice => choice.Options.Any(MayBeEmpty),
        Repeat repeat => repeat.Least == 0 || MayBeEmpty(repeat.Item),
        Reference reference => _empty.Contains(reference.Rule),
        _ => false,
    };

    private bool Ends(Expression expression) => expression switch
    {
        CharacterSet set => set.Ranges.Count > 0,
        // An option that never ends would be a way into a dead end.
        Choice choice => choice.Options.Any(Ends),
        Sequence sequence => sequence.Parts.All(Ends),
        Repeat repeat => repeat.Least == 0 || Ends(repeat.Item),
        Reference reference => _ending.Contains(reference.Rule),
        _ => true,
    };

    private static IEnumerable<string> References(Expression expression) => expression switch
    {
        Reference reference => [reference.Rule],
        Sequence sequence => sequence.Parts.SelectMany(References),
        Choice choice => choice.Options.SelectMany(References),
        Repeat repeat => References(repeat.Item),
        _ => [],
    };
}

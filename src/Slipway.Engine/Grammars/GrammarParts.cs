using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Grammars;

/// <summary>Puts a grammar together from others, whose rules may have equal names, and from text around them.</summary>
internal sealed class GrammarParts
{
    private readonly Dictionary<string, Expression> _rules = [];
    private int _parts;

    /// <summary>Takes in a grammar; answers what stands for it.</summary>
    public Expression Add(Grammar part)
    {
        var prefix = $"{_parts++}/";
        foreach (var (name, rule) in part.Rules)
            _rules[prefix + name] = Renamed(rule, prefix);
        return Rule(prefix + part.Root);
    }

    /// <summary>
    /// Any text without a tag, and then the tag and what follows it. Where the text <paramref name="mayEnd"/>, the tag need never come.
    /// </summary>
    public Expression Until(string tag, Expression then, bool mayEnd)
    {
        // One rule for each length of the tag's beginning that the text ends with; the tags are ASCII.
        var prefix = $"{_parts++}/until ";
        var letters = tag.Distinct().ToArray();
        for (var length = 0; length < tag.Length; length++)
        {
            var options = new List<Expression> { All(new CharacterSet(letters.Select(letter => ((int)letter, (int)letter)), inverted: true), Rule($"{prefix}0")) };
            foreach (var letter in letters)
            {
                var text = tag[..length] + letter;
                var next = text.Length;
                while (next > 0 && !text.EndsWith(tag[..next], StringComparison.Ordinal))
                    next--;
                options.Add(All(Text(letter.ToString()), next == tag.Length ? then : Rule(prefix + next)));
            }
            if (mayEnd)
                options.Add(Nothing);
            _rules[prefix + length] = Any([.. options]);
        }
        return Rule($"{prefix}0");
    }

    public Grammar Build(Expression root)
    {
        _rules["root"] = root;
        return new Grammar("root", _rules);
    }

    private static Expression Renamed(Expression expression, string prefix) => expression switch
    {
        Reference reference => Rule(prefix + reference.Rule),
        Sequence sequence => new Sequence([.. sequence.Parts.Select(part => Renamed(part, prefix))]),
        Choice choice => new Choice([.. choice.Options.Select(option => Renamed(option, prefix))]),
        Repeat repeat => repeat with { Item = Renamed(repeat.Item, prefix) },
        _ => expression,
    };
}

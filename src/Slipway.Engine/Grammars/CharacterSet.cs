namespace Slipway.Engine.Grammars;

/// <summary>One character out of ranges of code points, which are sorted and don't touch.</summary>
internal sealed record CharacterSet : Expression
{
    private const int Last = 0x10FFFF;

    public CharacterSet(IEnumerable<(int First, int Last)> ranges, bool inverted = false)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }
        Ranges = inverted ? Invert(merged) : merged;
    }

    public static CharacterSet Everything { get; } = new([(0, Last)]);

    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    public bool Contains(int value) => Ranges.Any(range => range.First <= value && value <= range.Last);

    public static CharacterSet Of(string characters) => new(characters.Select(character => ((int)character, (int)character)));

    private static List<(int First, int Last)> Invert(List<(int First, int Last)> ranges)
    {
        var inverted = new List<(int First, int Last)>();
        var next = 0;
        foreach (var (first, last) in ranges)
        {
            if (first > next)
                inverted.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Last)
            inverted.Add((next, Last));
        return inverted;
    }
}

namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>A set of characters, from the inside of a regular expression's brackets without escapes: <c>A-Zaz</c>.</summary>
internal sealed class CharacterRanges
{
    private readonly (int First, int Last)[] _ranges;

    public CharacterRanges(string ranges)
    {
        var runes = ranges.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var found = new List<(int First, int Last)>();
        for (var i = 0; i < runes.Length; i++)
        {
            var isRange = i + 2 < runes.Length && runes[i + 1] == '-';
            found.Add((runes[i], runes[isRange ? i + 2 : i]));
            i += isRange ? 2 : 0;
        }

        _ranges = [.. found.Order()];
    }

    public bool Contains(int codePoint)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < _ranges[middle].First)
                high = middle - 1;
            else if (codePoint > _ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }

        return false;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Training.Corpus;

/// <summary>
/// Fills patterns: <c>[this|that|]</c> becomes one of its choices, <c>{list}</c> an entry of a list (<c>{list.1}</c> its next column, <c>{list:b}</c>
/// another entry, <c>{List}</c> with a capital). A question and its answer share their entries.
/// </summary>
internal sealed partial class Wording(CorpusSource source, Dice dice)
{
    private readonly Dictionary<string, string[]> _entries = [];

    public string Fill(string pattern)
    {
        var text = Choose(pattern);
        return Slots().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            var list = char.ToLowerInvariant(name[0]) + name[1..];
            if (!source.Lists.TryGetValue(list, out var entries))
                return match.Value;
            var key = list + match.Groups[2].Value;
            if (!_entries.TryGetValue(key, out var entry))
                entry = _entries[key] = Other(entries, list);
            var column = match.Groups[3] is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : 0;
            var value = Choose(entry[Math.Min(column, entry.Length - 1)]);
            return char.IsUpper(name[0]) ? Capital(value) : value;
        });
    }

    private string Choose(string text) => Choices().Replace(text, match => dice.Of(match.Groups[1].Value.Split('|')));

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    // Two entries of one list in the same text are different ones.
    private string[] Other(List<string[]> entries, string list)
    {
        while (true)
        {
            var entry = dice.Of(entries);
            if (entries.Count < 4 || !_entries.Any(known => known.Key.StartsWith(list, StringComparison.Ordinal) && known.Value == entry))
                return entry;
        }
    }

    [GeneratedRegex(@"\[([^\[\]\n]*\|[^\[\]\n]*)\]")]
    private static partial Regex Choices();

    [GeneratedRegex(@"\{([A-Za-z_]+)(:[a-z])?(?:\.(\d))?\}")]
    private static partial Regex Slots();
}

using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Platform.Prompts;

/// <summary>
/// A prompt's text with its variables. A variable stands as {{name}}, where a name is made of letters, digits, '_', '-' and '.'; anything
/// else between braces is text. What a variable is replaced by is not looked at again, so a value can't bring in another variable.
/// </summary>
public sealed partial class PromptText
{
    private readonly string _text;
    private readonly List<(Range Place, string Name)> _places = [];

    public PromptText(string text)
    {
        _text = text;
        foreach (Match match in Variable().Matches(text))
            _places.Add((match.Index..(match.Index + match.Length), match.Groups[1].Value));
        Variables = [.. _places.Select(place => place.Name).Distinct()];
    }

    /// <summary>The names in the order of their first appearance.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>The variables that have no value. Where there are any the text can't be filled in.</summary>
    public IReadOnlyList<string> Missing(IReadOnlyDictionary<string, string> values) => [.. Variables.Where(name => !values.ContainsKey(name))];

    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        var filled = new StringBuilder(_text.Length);
        var end = 0;
        foreach (var (place, name) in _places)
        {
            filled.Append(_text, end, place.Start.Value - end).Append(values[name]);
            end = place.End.Value;
        }
        return filled.Append(_text, end, _text.Length - end).ToString();
    }

    [GeneratedRegex(@"\{\{\s*([\p{L}\p{Nd}_.\-]+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}

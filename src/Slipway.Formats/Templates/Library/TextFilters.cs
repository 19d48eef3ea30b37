using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>Filters that make texts.</summary>
internal static class TextFilters
{
    private const string WordStarts = " \t\n\r\f\v-({[<";

    public static readonly BuiltinTable All = new()
    {
        { "string", call => call.Text },
        { "safe", call => call.Text },
        { "trim chars", call => Operations.Trim(call.Text, call.Bound[0], true, true, call.Budget) },
        { "upper", call => call.Text.WithCharacters(call.Text.Text.ToUpperInvariant(), call.Budget) },
        { "lower", call => call.Text.WithCharacters(call.Text.Text.ToLowerInvariant(), call.Budget) },
        { "capitalize", call => Operations.Capitalize(call.Text, call.Budget) },
        { "title", call => Operations.ChangeCase(call.Text, (before, _) => WordStarts.Contains(before), call.Budget) },
        { "replace s new count", call => Operations.Replace(
            call.Text, call.At(0).ToText(call.Budget), call.At(1).ToText(call.Budget), call.IntegerAt(2, -1), call.Budget) },
        { "indent width first blank", Indent },
        { "tojson indent ensure_ascii separators sort_keys", JsonText.Filter },
        { "format *", call => PercentFormat.Apply(call.Text, new ListValue(call.Arguments.Positional, isTuple: true), call.Budget) },
        { "escape", Escape },
        { "e", Escape },
        { "center width", Center },
        { "wordcount", call => new IntegerValue(WordCount(call)) },
    };

    private static Value Indent(Call call)
    {
        var indent = !call.Has(0) ? TextValue.Of("    ")
            : call.At(0) is TextValue text ? text
            : new TextBuilder(call.Budget).AppendRepeated(' ', call.IntegerAt(0)).ToText();
        var result = call.NewText();
        // The newline at the end keeps a last empty line.
        var lines = Operations.Lines(call.NewText().Append(call.Text).Append("\n").ToText(), false, call.Budget);
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0)
                result.Append("\n");
            if (i == 0 ? call.FlagAt(1) : lines[i].IsTrue || call.FlagAt(2))
                result.Append(indent);
            result.Append(lines[i]);
        }
        return result.ToText();
    }

    private static Value Escape(Call call)
    {
        var text = call.Text;
        var result = call.NewText();
        for (var i = 0; i < text.Text.Length; i++)
        {
            var escaped = text.Text[i] switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", '"' => "&#34;", '\'' => "&#39;", _ => null };
            if (escaped is null)
                result.Append(text, i, 1);
            else
                result.AppendLike(text, i, escaped);
        }
        return result.ToText();
    }

    // Python puts the odd blank to the left where the width is odd.
    private static Value Center(Call call)
    {
        var width = call.IntegerAt(0, 80);
        var missing = Math.Max(0, width - call.Text.Length!.Value);
        var left = missing / 2 + (missing & width & 1);
        return call.NewText().AppendRepeated(' ', left).Append(call.Text).AppendRepeated(' ', missing - left).ToText();
    }

    private static int WordCount(Call call)
    {
        var text = call.Text.Text;
        call.Budget.ChargeReading(text.Length);
        bool IsWord(int i) => char.IsLetterOrDigit(text[i]) || text[i] == '_';
        return Enumerable.Range(0, text.Length).Count(i => IsWord(i) && (i == 0 || !IsWord(i - 1)));
    }
}

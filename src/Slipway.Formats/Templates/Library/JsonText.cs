using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>
/// The filter tojson as Hugging Face's library defines it (Python's json.dumps without HTML escapes): ", " and ": " between,
/// unless there is an indent, and characters beyond ASCII as they are.
/// </summary>
internal sealed class JsonText
{
    private readonly TextBuilder result;
    private readonly TextValue? indent;
    private readonly TextValue betweenElements;
    private readonly TextValue betweenKeyAndValue;
    private readonly bool asciiOnly;
    private readonly bool sortKeys;
    private int depth;

    private JsonText(Budget budget, TextValue? indent, ListValue? separators, bool asciiOnly, bool sortKeys)
    {
        result = new TextBuilder(budget);
        (this.indent, this.asciiOnly, this.sortKeys) = (indent, asciiOnly, sortKeys);
        betweenElements = separators?.Values[0] as TextValue ?? TextValue.Of(indent is null ? ", " : ",");
        betweenKeyAndValue = separators?.Values[1] as TextValue ?? TextValue.Of(": ");
    }

    public static TextValue Of(Value value, Budget budget) => new JsonText(budget, null, null, false, false).Run(value);

    public static Value Filter(Call call)
    {
        var indent = !call.Has(0) ? null : call.At(0) as TextValue
            ?? call.NewText().AppendRepeated(' ', call.IntegerAt(0)).ToText();
        var separators = call.Has(2) ? call.At(2) as ListValue : null;
        if (call.Has(2) && separators?.Values is not [TextValue, TextValue])
            throw call.Fail("needs two texts as 'separators'");
        return new JsonText(call.Budget, indent, separators, call.FlagAt(1), call.FlagAt(3)).Run(call.Input);
    }

    private TextValue Run(Value value)
    {
        Write(value);
        return result.ToText();
    }

    private void Write(Value value)
    {
        result.Budget.Charge();
        switch (value)
        {
            case NoneValue:
                result.Append("null");
                break;
            case BooleanValue boolean:
                result.Append(boolean.IsTrue ? "true" : "false");
                break;
            case FloatValue real:
                result.Append(Spell(real.Value));
                break;
            case IntegerValue:
                value.Write(result);
                break;
            case TextValue text:
                WriteText(text);
                break;
            case ListValue list:
                WriteNested("[", list.Values, Write, "]");
                break;
            case MapValue map:
                WriteNested("{", Ordered(map), WriteEntry, "}");
                break;
            default:
                throw new TemplateException($"{value.Type} has no JSON form");
        }
    }

    private void WriteNested<T>(string open, IReadOnlyCollection<T> elements, Action<T> write, string close)
    {
        result.Budget.Enter(result.Budget.At);
        depth++;
        result.Append(open);
        var first = true;
        foreach (var element in elements)
        {
            if (!first)
                result.Append(betweenElements);
            first = false;
            NewLine();
            write(element);
        }
        depth--;
        if (!first)
            NewLine();
        result.Append(close);
        result.Budget.Leave();
    }

    private void WriteEntry(KeyValuePair<Value, Value> entry)
    {
        if (entry.Key is TextValue text)
        {
            WriteText(text);
        }
        else
        {
            result.Append("\"");
            Write(entry.Key);
            result.Append("\"");
        }
        result.Append(betweenKeyAndValue);
        Write(entry.Value);
    }

    private void WriteText(TextValue text)
    {
        result.Append("\"");
        var plain = 0;
        for (var i = 0; i < text.Text.Length; i++)
        {
            if (Escape(text.Text[i]) is not { } escaped)
                continue;
            result.Append(text, plain, i - plain).AppendLike(text, i, escaped);
            plain = i + 1;
        }
        result.Append(text, plain, text.Text.Length - plain).Append("\"");
    }

    private string? Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        < ' ' => $"\\u{(int)c:x4}",
        > '~' when asciiOnly => $"\\u{(int)c:x4}",
        _ => null,
    };

    private void NewLine()
    {
        if (indent is null)
            return;
        result.Append("\n");
        for (var i = 0; i < depth; i++)
            result.Append(indent);
    }

    private IReadOnlyCollection<KeyValuePair<Value, Value>> Ordered(MapValue map) => sortKeys
        ? [.. map.Entries.OrderBy(entry => entry.Key, Comparer<Value>.Create((a, b) => Comparison.Compare(a, b, result.Budget)))]
        : map.Entries;

    private static string Spell(double value) => double.IsNaN(value) ? "NaN"
        : double.IsInfinity(value) ? value > 0 ? "Infinity" : "-Infinity"
        : FloatValue.Spell(value);
}

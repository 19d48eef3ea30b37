using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>What filters and methods of texts have in common. Each keeps who wrote what.</summary>
internal static class Operations
{
    public static TextValue Trim(TextValue text, Value? characters, bool start, bool end, Budget budget)
    {
        var set = (characters as TextValue)?.Text;
        bool Goes(char c) => set is null ? Characters.IsSpace(c) : set.Contains(c);
        var (first, last) = (0, text.Text.Length);
        while (start && first < last && Goes(text.Text[first]))
            first++;
        while (end && last > first && Goes(text.Text[last - 1]))
            last--;
        budget.ChargeReading((long)(text.Text.Length - (last - first)) * (set?.Length ?? 1));
        return text.Slice(first, last - first, budget);
    }

    /// <summary>The first letter in upper case, all others in lower case.</summary>
    public static TextValue Capitalize(TextValue text, Budget budget) =>
        ChangeCase(text, (_, index) => index == 0, budget);

    /// <summary>Each letter in upper or lower case, as the previous character and the index decide.</summary>
    public static TextValue ChangeCase(TextValue text, Func<char, int, bool> isUpper, Budget budget)
    {
        var characters = text.Text.ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            var upper = isUpper(i == 0 ? ' ' : text.Text[i - 1], i);
            characters[i] = upper ? char.ToUpperInvariant(characters[i]) : char.ToLowerInvariant(characters[i]);
        }
        return text.WithCharacters(new string(characters), budget);
    }

    /// <summary>Whether some characters are of one kind and none of the other.</summary>
    public static bool IsAll(TextValue text, Func<char, bool> wanted, Func<char, bool> other, Budget budget)
    {
        budget.ChargeReading(2L * text.Text.Length);
        return text.Text.Any(wanted) && !text.Text.Any(other);
    }

    public static TextValue Replace(TextValue text, TextValue old, TextValue replacement, long count, Budget budget)
    {
        var result = new TextBuilder(budget);
        var start = 0;
        budget.ChargeSearch(text.Text, old.Text);
        for (; count != 0; count--)
        {
            var at = old.IsTrue ? text.Text.IndexOf(old.Text, start, StringComparison.Ordinal) : NextGap(text, start, result.Length > 0);
            if (at < 0)
                break;
            result.Append(text, start, at - start).Append(replacement);
            start = at + old.Text.Length;
            if (!old.IsTrue && at == text.Text.Length)
                return result.ToText();
        }
        return result.Append(text, start, text.Text.Length - start).ToText();
    }

    public static TextValue Join(IEnumerable<Value> values, TextValue separator, Budget budget)
    {
        var result = new TextBuilder(budget);
        var first = true;
        foreach (var value in values)
        {
            if (!first)
                result.Append(separator);
            first = false;
            value.Write(result);
        }
        return result.ToText();
    }

    /// <summary>The lines without their ends; a newline at the very end begins no further line.</summary>
    public static List<TextValue> Lines(TextValue text, bool keepEnds, Budget budget)
    {
        var lines = new List<TextValue>();
        budget.ChargeReading(text.Text.Length);
        for (var start = 0; start < text.Text.Length;)
        {
            var end = start;
            while (end < text.Text.Length && !Characters.IsLineEnd(text.Text[end]))
                end++;
            var next = end;
            if (next < text.Text.Length)
                next += text.Text[next] == '\r' && next + 1 < text.Text.Length && text.Text[next + 1] == '\n' ? 2 : 1;
            budget.Charge();
            lines.Add(text.Slice(start, (keepEnds ? next : end) - start, budget));
            start = next;
        }
        return lines;
    }

    /// <summary>
    /// What stands under a dotted path of attributes and indexes, as map(attribute=…) takes it; at each step that finds nothing,
    /// the default.
    /// </summary>
    public static Value Follow(Value value, Value path, Budget budget, Value? missing = null)
    {
        foreach (var part in path is TextValue text ? text.Text.Split('.') : [""])
        {
            var key = path is not TextValue ? path : long.TryParse(part, out var index) ? new IntegerValue(index) : TextValue.Of(part);
            value = value.Item(key, budget) ?? (key is TextValue ? value.Member(part, budget) : null) ?? missing
                ?? new UndefinedValue($"'{part}' of {value.Type}");
        }
        return value;
    }

    // Python replaces an empty text before each character and at the end.
    private static int NextGap(TextValue text, int start, bool begun)
    {
        if (!begun)
            return start;
        return start >= text.Text.Length ? -1 : start + (char.IsHighSurrogate(text.Text[start]) && start + 1 < text.Text.Length ? 2 : 1);
    }
}

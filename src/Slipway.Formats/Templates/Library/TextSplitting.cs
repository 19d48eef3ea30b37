using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>str.split and its relatives.</summary>
internal static class TextSplitting
{
    public static Value Split(Call call, bool fromEnd)
    {
        var limit = call.IntegerAt(1, -1);
        if (limit < 0)
            limit = long.MaxValue;
        if (call.Has(0) && !call.TextAt(0).IsTrue)
            throw call.Fail("needs a separator that is not empty");
        call.Budget.ChargeSearch(call.Text.Text, call.Has(0) ? call.TextAt(0).Text : " ");
        var spans = call.Has(0)
            ? Between(call.Text.Text, call.TextAt(0).Text, limit, fromEnd)
            : Words(call.Text.Text, limit, fromEnd);
        var parts = new List<Value>();
        foreach (var (start, end) in spans)
        {
            call.Budget.Charge();
            parts.Add(call.Text.Slice(start, end - start, call.Budget));
        }
        if (fromEnd)
            parts.Reverse();
        return new ListValue(parts);
    }

    public static Value Partition(Call call, bool fromEnd)
    {
        var (text, separator) = (call.Text, call.TextAt(0));
        call.Budget.ChargeSearch(text.Text, separator.Text);
        var at = fromEnd
            ? text.Text.LastIndexOf(separator.Text, StringComparison.Ordinal)
            : text.Text.IndexOf(separator.Text, StringComparison.Ordinal);
        if (at < 0)
            return new ListValue(fromEnd ? [TextValue.Empty, TextValue.Empty, text] : [text, TextValue.Empty, TextValue.Empty], true);
        var behind = at + separator.Text.Length;
        return new ListValue(
        [
            text.Slice(0, at, call.Budget),
            text.Slice(at, separator.Text.Length, call.Budget),
            text.Slice(behind, text.Text.Length - behind, call.Budget),
        ], true);
    }

    // The spans come in the direction of the search.
    private static IEnumerable<(int Start, int End)> Between(string text, string separator, long limit, bool fromEnd)
    {
        var (start, end) = (0, text.Length);
        for (; limit > 0; limit--)
        {
            var at = fromEnd
                ? text.AsSpan(0, end).LastIndexOf(separator)
                : text.IndexOf(separator, start, StringComparison.Ordinal);
            if (at < 0)
                break;
            yield return fromEnd ? (at + separator.Length, end) : (start, at);
            if (fromEnd)
                end = at;
            else
                start = at + separator.Length;
        }
        yield return (start, end);
    }

    private static IEnumerable<(int Start, int End)> Words(string text, long limit, bool fromEnd)
    {
        var (start, end) = (0, text.Length);
        while (true)
        {
            while (start < end && Characters.IsSpace(text[fromEnd ? end - 1 : start]))
                _ = fromEnd ? end-- : start++;
            if (start == end)
                yield break;
            if (limit-- == 0)
            {
                yield return (start, end);
                yield break;
            }
            var (wordStart, wordEnd) = fromEnd ? (end, end) : (start, start);
            while (fromEnd && wordStart > start && !Characters.IsSpace(text[wordStart - 1]))
                wordStart--;
            while (!fromEnd && wordEnd < end && !Characters.IsSpace(text[wordEnd]))
                wordEnd++;
            yield return (wordStart, wordEnd);
            (start, end) = fromEnd ? (start, wordStart) : (wordEnd, end);
        }
    }
}

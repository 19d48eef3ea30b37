using System.Globalization;

namespace Slipway.Formats.Inspection;

/// <summary>Puts what files say into words for people, on one line, with nothing in it that a terminal would obey.</summary>
public static class Printable
{
    // Enough for any terminal; the rest of a vocabulary need not be put into words.
    private const int Most = 50;

    /// <summary>A metadata value; of long texts and arrays the beginning.</summary>
    public static string Value(object value, int length)
    {
        var text = value switch
        {
            string words => words,
            bool flag => flag ? "true" : "false",
            double number => number.ToString("G7", CultureInfo.InvariantCulture),
            Array { Length: 0 } => "[]",
            Array values => $"{values.Length} values: {string.Join(", ", values.Cast<object>().Take(Most).Select(item => Value(item, length)))}{(values.Length > Most ? ", …" : "")}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        return Line(text, length);
    }

    /// <summary>A text in at most so many characters; control characters (a line break, an escape) as their pictures.</summary>
    public static string Line(string text, int length)
    {
        // A surrogate pair is not cut in two.
        var end = Math.Min(text.Length, length);
        if (end < text.Length && end > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        var line = string.Create(end, text, static (line, text) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = text[i] < ' ' ? (char)('\u2400' + text[i]) : char.IsControl(text[i]) ? '\uFFFD' : text[i];
        });
        return end < text.Length ? line + "…" : line;
    }

    /// <summary>1,235,814,400 as 1.24 B.</summary>
    public static string Count(long count) => Scaled(count, ["", " K", " M", " B", " T"]);

    public static string Bytes(long bytes) => Scaled(bytes, [" bytes", " KB", " MB", " GB", " TB"]);

    private static string Scaled(long value, ReadOnlySpan<string> units)
    {
        var (scaled, unit) = ((double)value, 0);
        while (scaled >= 999.5 && unit < units.Length - 1)
            (scaled, unit) = (scaled / 1000, unit + 1);
        return (unit == 0 ? $"{value}" : scaled.ToString(scaled < 9.995 ? "0.00" : scaled < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture)) + units[unit];
    }
}

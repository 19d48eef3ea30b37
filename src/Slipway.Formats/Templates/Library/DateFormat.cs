using System.Globalization;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>Python's strftime in the C locale.</summary>
internal static class DateFormat
{
    public static TextValue Apply(TextValue format, DateTimeOffset time, Budget budget)
    {
        var result = new TextBuilder(budget);
        for (var i = 0; i < format.Text.Length; i++)
        {
            if (format.Text[i] != '%' || i + 1 == format.Text.Length)
            {
                result.Append(format, i, 1);
                continue;
            }
            // '-' leaves out the zeros in front.
            var plain = format.Text[i + 1] == '-' && i + 2 < format.Text.Length;
            i += plain ? 2 : 1;
            var field = Field(format.Text[i], time) ?? throw new TemplateException($"'strftime_now' doesn't know '%{format.Text[i]}'");
            result.Append(plain && field.Length > 1 ? field.TrimStart('0', ' ') is { Length: > 0 } rest ? rest : "0" : field);
        }
        return result.ToText();
    }

    private static string? Field(char code, DateTimeOffset time)
    {
        string Of(string pattern) => time.ToString(pattern, CultureInfo.InvariantCulture);
        return code switch
        {
            'Y' => Of("yyyy"),
            'y' => Of("yy"),
            'm' => Of("MM"),
            'd' => Of("dd"),
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'B' => Of("MMMM"),
            'b' or 'h' => Of("MMM"),
            'A' => Of("dddd"),
            'a' => Of("ddd"),
            'H' => Of("HH"),
            'I' => Of("hh"),
            'M' => Of("mm"),
            'S' => Of("ss"),
            'f' => Of("ffffff"),
            'p' => Of("tt"),
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'u' => (((int)time.DayOfWeek + 6) % 7 + 1).ToString(CultureInfo.InvariantCulture),
            'F' => Of("yyyy-MM-dd"),
            'T' => Of("HH:mm:ss"),
            'R' => Of("HH:mm"),
            'D' => Of("MM/dd/yy"),
            'z' or 'Z' => "",
            '%' => "%",
            'n' => "\n",
            't' => "\t",
            _ => null,
        };
    }
}

using System.Globalization;
using System.Numerics;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>How a formatted value is written: flags, width, precision, and the letter of its kind.</summary>
internal sealed record FormatSpecification(char Kind, int Width, int? Precision, char Fill, char Align, bool Plus)
{
    private const int Widest = 1000;

    /// <summary>Reads what follows a '%'; <paramref name="last"/> is the place of the letter.</summary>
    public static FormatSpecification ReadPercent(string format, int at, out int last)
    {
        var (left, zeros, plus) = (false, false, false);
        for (; at < format.Length && format[at] is '-' or '0' or '+' or ' ' or '#'; at++)
        {
            left |= format[at] == '-';
            zeros |= format[at] == '0';
            plus |= format[at] == '+';
        }
        var width = ReadNumber(format, ref at) ?? 0;
        var precision = ReadPrecision(format, ref at);
        if (at >= format.Length || !"sdirfFxX%".Contains(format[at]))
            throw new TemplateException("the format has a field that is not one of %s %r %d %i %f %x %%");
        last = at;
        return new(format[at], width, precision, zeros && !left ? '0' : ' ', left ? '<' : '>', plus);
    }

    /// <summary>Reads what follows the ':' of a field in braces.</summary>
    public static FormatSpecification ReadBrace(string text)
    {
        var at = 0;
        var (fill, align) = (' ', '\0');
        if (text.Length > 1 && text[1] is '<' or '>' or '^')
            (fill, align, at) = (text[0], text[1], 2);
        else if (text.Length > 0 && text[0] is '<' or '>' or '^')
            (align, at) = (text[0], 1);
        var plus = at < text.Length && text[at] == '+';
        if (plus)
            at++;
        if (align == '\0' && at < text.Length && text[at] == '0')
            (fill, align) = ('0', '>');
        var width = ReadNumber(text, ref at) ?? 0;
        var precision = ReadPrecision(text, ref at);
        var kind = at < text.Length ? text[at++] : 's';
        if (at < text.Length || !"sdfFxX".Contains(kind))
            throw new TemplateException($"the format has the field specification '{text}', which is not known here");
        return new(kind, width, precision, fill, align, plus);
    }

    public void Write(Value value, TextBuilder to)
    {
        var written = new TextBuilder(to.Budget);
        switch (Kind)
        {
            case 's': value.Write(written); break;
            case 'r': value.WriteRepr(written); break;
            default: written.Append(Number(value)); break;
        }
        var text = written.ToText();
        if (Kind is 's' or 'r' && Precision < text.Length)
            text = text.Slice(0, text.Offset(Precision.Value, to.Budget), to.Budget);
        Pad(text, isNumber: value is not TextValue, to);
    }

    private void Pad(TextValue text, bool isNumber, TextBuilder to)
    {
        var missing = Math.Max(0, Width - text.Length!.Value);
        var align = Align != '\0' ? Align : isNumber ? '>' : '<';
        var before = align switch { '<' => 0, '^' => missing / 2, _ => missing };
        var sign = Fill == '0' && text.Text is ['-' or '+', ..] ? 1 : 0;
        to.Append(text, 0, sign).AppendRepeated(Fill, before).Append(text, sign, text.Text.Length - sign)
            .AppendRepeated(Fill, missing - before);
    }

    private string Number(Value value)
    {
        if (!Numbers.IsNumber(value, out var real))
            throw new TemplateException($"the format needs a number, not {value.Type}");
        var text = Kind switch
        {
            'f' or 'F' => real.ToString("F" + (Precision ?? 6).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            'x' or 'X' => Hexadecimal((long)real),
            _ => (Numbers.IsInteger(value, out var integer) ? integer : (long)real).ToString(CultureInfo.InvariantCulture),
        };
        return Plus && real >= 0 ? "+" + text : text;
    }

    private string Hexadecimal(long value)
    {
        var digits = BigInteger.Abs(value).ToString(Kind == 'x' ? "x" : "X", CultureInfo.InvariantCulture).TrimStart('0');
        return (value < 0 ? "-" : "") + (digits.Length == 0 ? "0" : digits);
    }

    private static int? ReadPrecision(string text, ref int at)
    {
        if (at >= text.Length || text[at] != '.')
            return null;
        at++;
        return ReadNumber(text, ref at) ?? 0;
    }

    private static int? ReadNumber(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        if (at == start)
            return null;
        return int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Widest
            ? number
            : throw new TemplateException($"a width or precision in a format is at most {Widest}");
    }
}

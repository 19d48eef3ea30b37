using System.Globalization;
using System.Text;

namespace Slipway.Formats.Templates.Syntax;

/// <summary>The escapes of Python's string literals. One that Python doesn't know stands for itself, backslash included.</summary>
internal static class StringEscapes
{
    /// <summary>Decodes the escape whose backslash is at <paramref name="at"/>; returns the place behind it.</summary>
    public static int Decode(string source, int at, StringBuilder to)
    {
        var c = source[at + 1];
        switch (c)
        {
            case '\n': return at + 2;
            case 'x': return Hexadecimal(source, at, 2, to);
            case 'u': return Hexadecimal(source, at, 4, to);
            case 'U': return Hexadecimal(source, at, 8, to);
            case >= '0' and <= '7': return Octal(source, at, to);
        }
        var known = "\\'\"abfnrtv".IndexOf(c);
        if (known >= 0)
            to.Append("\\'\"\a\b\f\n\r\t\v"[known]);
        else
            to.Append('\\').Append(c);
        return at + 2;
    }

    private static int Hexadecimal(string source, int at, int digits, StringBuilder to)
    {
        var end = at + 2 + digits;
        if (end > source.Length ||
            !uint.TryParse(source.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ||
            code > 0x10FFFF)
            throw new TemplateException("an escape in a string lacks its digits", TemplateFault.Syntax).In(source, at);
        if (code < 0x10000)
            to.Append((char)code);
        else
            to.Append(new Rune(code).ToString());
        return end;
    }

    private static int Octal(string source, int at, StringBuilder to)
    {
        var end = at + 1;
        var code = 0;
        for (; end < Math.Min(at + 4, source.Length) && source[end] is >= '0' and <= '7'; end++)
            code = code * 8 + source[end] - '0';
        to.Append((char)code);
        return end;
    }
}

using System.Globalization;
using System.Numerics;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>Filters that make numbers.</summary>
internal static class NumberFilters
{
    // Reading digits takes time, and nobody writes so many.
    private const int LongestNumber = 1000;

    public static readonly BuiltinTable All = new()
    {
        { "int default base", ToInteger },
        { "float default", call => ToReal(call.Input) is { } real ? new FloatValue(real) : call.At(0, new FloatValue(0)) },
        { "abs", call => call.Input is FloatValue real ? new FloatValue(Math.Abs(real.Value))
            : Numbers.IsInteger(call.Input, out var integer) && integer >= 0 ? new IntegerValue(integer)
            : Arithmetic.Negate(call.Input) },
        { "round precision method", Round },
    };

    private static Value ToInteger(Call call)
    {
        if (Numbers.IsInteger(call.Input, out var integer))
            return new IntegerValue(integer);
        if (call.Input is TextValue { Text.Length: > LongestNumber })
            return call.At(0, new IntegerValue(0));
        if (call.Input is TextValue text && Parse(text.Text.Trim().Replace("_", "", StringComparison.Ordinal), (int)call.IntegerAt(1, 10)) is { } parsed)
            return new IntegerValue(parsed);
        if (ToReal(call.Input) is not { } real || !double.IsFinite(real))
            return call.At(0, new IntegerValue(0));
        return Math.Abs(real) < long.MaxValue ? new IntegerValue((long)real) : throw call.Fail("gives at most 64 bits");
    }

    private static long? Parse(string text, int radix)
    {
        var negative = text.StartsWith('-');
        var digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        var prefix = radix switch { 16 => "0x", 8 => "0o", 2 => "0b", _ => " " };
        if (digits.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            digits = digits[2..];
        var value = BigInteger.Zero;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
            if (digit >= radix || value > long.MaxValue)
                return null;
            value = value * radix + digit;
        }
        value = negative ? -value : value;
        return digits.IsEmpty || value < long.MinValue || value > long.MaxValue ? null : (long)value;
    }

    private static double? ToReal(Value value)
    {
        if (Numbers.IsNumber(value, out var number))
            return number;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        return value is TextValue { Text.Length: <= LongestNumber } text && double.TryParse(text.Text, Style, CultureInfo.InvariantCulture, out number) ? number : null;
    }

    private static Value Round(Call call)
    {
        var precision = (int)Math.Clamp(call.IntegerAt(0, 0), -30, 30);
        var method = call.TextAt(1, "common").Text;
        if (!Numbers.IsNumber(call.Input, out var real))
            throw call.Fail($"needs a number, not {call.Input.Type}");
        if (call.Input is not FloatValue && precision >= 0 && method == "common")
            return new IntegerValue((long)real);
        var scale = Math.Pow(10, precision);
        var rounded = method switch
        {
            "common" => RoundHalfEven(real, precision),
            "ceil" => Math.Ceiling(real * scale) / scale,
            "floor" => Math.Floor(real * scale) / scale,
            _ => throw call.Fail("knows the methods common, ceil and floor"),
        };
        return call.Input is FloatValue || method != "common" ? new FloatValue(rounded) : new IntegerValue((long)rounded);
    }

    // By the exact decimal value, as Python does: 2.675 is a little less and becomes 2.67.
    private static double RoundHalfEven(double value, int precision)
    {
        if (!double.IsFinite(value) || Math.Abs(value) >= 1e22)
            return value;
        if (precision < 0)
            return Math.Round(value / Math.Pow(10, -precision)) * Math.Pow(10, -precision);
        var exact = Math.Round(value, 0) is var whole && precision == 0 ? whole : double.Parse(
            value.ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return exact;
    }
}

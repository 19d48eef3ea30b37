using System.Globalization;

namespace Slipway.Formats.Templates.Values;

internal sealed class FloatValue(double value) : Value
{
    public double Value { get; } = value;

    public override string Type => "float";

    public override bool IsTrue => Value != 0;

    public override void Write(TextBuilder to) => to.Append(Spell(Value));

    /// <summary>The shortest digits that read back as the same number, in Python's spelling: 1.0, 1e-05, 1e+16.</summary>
    public static string Spell(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        var shortest = value.ToString("R", CultureInfo.InvariantCulture).TrimStart('-').Split('E');
        var mantissa = shortest[0].Split('.');
        var all = string.Concat(mantissa);
        var digits = all.TrimStart('0');
        var exponent = mantissa[0].Length - (all.Length - digits.Length) - 1 +
            (shortest.Length > 1 ? int.Parse(shortest[1], CultureInfo.InvariantCulture) : 0);
        digits = digits.TrimEnd('0');
        var sign = double.IsNegative(value) ? "-" : "";
        if (digits.Length == 0)
            return sign + "0.0";
        if (exponent is >= 16 or < -4)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }
        if (exponent < 0)
            return sign + "0." + new string('0', -exponent - 1) + digits;
        digits = digits.PadRight(exponent + 2, '0');
        return $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}

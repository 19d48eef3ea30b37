namespace Slipway.Formats.Templates.Values;

/// <summary>Which values are numbers: a boolean is one too.</summary>
internal static class Numbers
{
    public static bool IsInteger(Value? value, out long number)
    {
        number = value switch { IntegerValue integer => integer.Value, BooleanValue { IsTrue: true } => 1, _ => 0 };
        return value is IntegerValue or BooleanValue;
    }

    public static bool IsNumber(Value? value, out double number)
    {
        if (value is FloatValue real)
        {
            number = real.Value;
            return true;
        }
        var isInteger = IsInteger(value, out var integer);
        number = integer;
        return isInteger;
    }
}

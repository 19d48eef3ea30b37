using System.Numerics;

namespace Slipway.Formats.Templates.Values;

/// <summary>The arithmetic operators. Integers have 64 bits; beyond is an error, never a wrong number.</summary>
internal static class Arithmetic
{
    public static Value Apply(string symbol, Value a, Value b, Budget budget)
    {
        try
        {
            return Sequences(symbol, a, b, budget) ?? OfNumbers(symbol, a, b) ?? throw NoMeaning(symbol, a, b);
        }
        catch (OverflowException)
        {
            throw new TemplateException($"the result of '{symbol}' is too large");
        }
        catch (DivideByZeroException)
        {
            throw new TemplateException("division by zero");
        }
    }

    public static Value Negate(Value value) => value switch
    {
        FloatValue real => new FloatValue(-real.Value),
        _ when Numbers.IsInteger(value, out var integer) && integer != long.MinValue => new IntegerValue(-integer),
        UndefinedValue missing => throw missing.Fail(),
        _ => throw new TemplateException($"'-' has no meaning for {value.Type}"),
    };

    private static Value? Sequences(string symbol, Value a, Value b, Budget budget)
    {
        switch (symbol, a, b)
        {
            case ("+", TextValue x, TextValue y):
                return new TextBuilder(budget).Append(x).Append(y).ToText();
            case ("+", ListValue x, ListValue y) when x.IsTuple == y.IsTuple:
                budget.Charge(x.Values.Count + y.Values.Count);
                return new ListValue([.. x.Values, .. y.Values], x.IsTuple);
            case ("*", TextValue or ListValue, _) when Numbers.IsInteger(b, out var times):
                return Repeat(a, times, budget);
            case ("*", _, TextValue or ListValue) when Numbers.IsInteger(a, out var times):
                return Repeat(b, times, budget);
            case ("%", TextValue format, _):
                return Library.PercentFormat.Apply(format, b, budget);
            default:
                return null;
        }
    }

    private static Value Repeat(Value value, long times, Budget budget)
    {
        if (value is TextValue text)
            return new TextBuilder(budget).AppendRepeated(text, times).ToText();
        var list = (ListValue)value;
        var repeated = new List<Value>();
        budget.Charge(Math.Clamp(times, 0, int.MaxValue) * list.Values.Count);
        for (; times > 0 && list.IsTrue; times--)
            repeated.AddRange(list.Values);
        return new ListValue(repeated, list.IsTuple);
    }

    private static Value? OfNumbers(string symbol, Value a, Value b)
    {
        if (Numbers.IsInteger(a, out var m) && Numbers.IsInteger(b, out var n))
        {
            switch (symbol)
            {
                case "+": return new IntegerValue(checked(m + n));
                case "-": return new IntegerValue(checked(m - n));
                case "*": return new IntegerValue(checked(m * n));
                case "//": return new IntegerValue(FloorDivide(m, n));
                case "%": return new IntegerValue(n == -1 ? 0 : m - n * FloorDivide(m, n));
                case "**" when n >= 0: return new IntegerValue(Power(m, n));
            }
        }
        if (!Numbers.IsNumber(a, out var x) || !Numbers.IsNumber(b, out var y))
            return null;
        if (y == 0 && symbol is "/" or "//" or "%")
            throw new DivideByZeroException();
        double? real = symbol switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Divide(x, y).Quotient,
            "%" => Divide(x, y).Modulo,
            "**" => Math.Pow(x, y),
            _ => null,
        };
        return real is null ? null : new FloatValue(real.Value);
    }

    // 1 // 0.1 is 9, since 0.1 is a little more than a tenth: dividing first would round that away.
    private static (double Quotient, double Modulo) Divide(double x, double y)
    {
        var rest = x % y;
        var quotient = (x - rest) / y;
        return rest != 0 && (rest < 0) != (y < 0) ? (Math.Round(quotient - 1), rest + y) : (Math.Round(quotient), rest);
    }

    private static long FloorDivide(long m, long n)
    {
        var (quotient, rest) = (checked(m / n), n == -1 ? 0 : m % n);
        return rest != 0 && (rest < 0) != (n < 0) ? quotient - 1 : quotient;
    }

    private static long Power(long m, long n)
    {
        if (m is 0 or 1)
            return n == 0 ? 1 : m;
        if (m == -1)
            return (n & 1) == 0 ? 1 : -1;
        return n > 63 ? throw new OverflowException() : (long)BigInteger.Pow(m, (int)n);
    }

    private static TemplateException NoMeaning(string symbol, Value a, Value b) => (a as UndefinedValue ?? b as UndefinedValue)?.Fail()
        ?? new TemplateException($"'{symbol}' has no meaning for {a.Type} and {b.Type}");
}

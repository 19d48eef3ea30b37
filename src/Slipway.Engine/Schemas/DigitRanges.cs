using System.Globalization;
using Slipway.Engine.Grammars;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Schemas;

/// <summary>Digits of numbers within bounds. A fraction is given by the digits behind its point, and comes with the point.</summary>
internal static class DigitRanges
{
    private static readonly Expression AnyDigits = Many(Range('0', '9'), 0, JsonRules.MostDigits);

    /// <summary>Whole numbers from 0 up, without leading zeros.</summary>
    public static Expression Whole(decimal low, decimal high)
    {
        var (least, most) = (Digits(low), Digits(high));
        var options = new List<Expression>();
        for (var length = least.Length; length <= most.Length; length++)
        {
            var from = length == least.Length ? least : "1" + new string('0', length - 1);
            var to = length == most.Length ? most : new string('9', length);
            options.Add(OfLength(from, to));
        }
        return Any([.. options]);
    }

    /// <summary>No fraction, or one of at least this value.</summary>
    public static Expression PartFrom(string low, bool isOpen)
    {
        if (low.Length == 0 && !isOpen)
            return Maybe(All(Text("."), Some()));
        return All(Text("."), From(low, isOpen));
    }

    /// <summary>No fraction, or one of at most this value.</summary>
    public static Expression PartUpTo(string high, bool isOpen) =>
        high.Length == 0 ? Maybe(All(Text("."), Zeros(1))) : Maybe(All(Text("."), UpTo(high, isOpen, needsDigit: true)));

    public static Expression PartBetween(string low, bool lowOpen, string high, bool highOpen)
    {
        var length = Math.Max(low.Length, high.Length);
        var digits = Between(low.PadRight(length, '0'), lowOpen, high.PadRight(length, '0'), highOpen, needsDigit: true);
        var withPart = digits is null ? null : All(Text("."), digits);
        var none = low.Length == 0 && !lowOpen ? Nothing : null;
        return Any([.. new[] { withPart, none }.OfType<Expression>()]);
    }

    private static string Digits(decimal value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static Expression Some() => Many(Range('0', '9'), 1, JsonRules.MostDigits);

    private static Expression Zeros(int least) => Many(Text("0"), least, JsonRules.MostDigits);

    private static Expression OfLength(string from, string to)
    {
        if (from.Trim('0').Length == 0 && to.Trim('9').Length == 0)
            return Many(Range('0', '9'), from.Length, from.Length);
        var (low, high) = (from[0], to[0]);
        if (low == high)
            return All(Text(low.ToString()), OfLength(from[1..], to[1..]));
        var rest = from.Length - 1;
        var options = new List<Expression> { All(Text(low.ToString()), OfLength(from[1..], new string('9', rest))) };
        if (high - low > 1)
            options.Add(All(Range((char)(low + 1), (char)(high - 1)), Many(Range('0', '9'), rest, rest)));
        options.Add(All(Text(high.ToString()), OfLength(new string('0', rest), to[1..])));
        return Any([.. options]);
    }

    /// <summary>Digits of a fraction from a value on: they may not end before those of the bound.</summary>
    private static Expression From(string low, bool isOpen)
    {
        if (low.Length == 0)
            return isOpen ? All(Zeros(0), Range('1', '9'), AnyDigits) : AnyDigits;
        var same = All(Text(low[..1]), From(low[1..], isOpen));
        return low[0] == '9' ? same : Any(same, All(Range((char)(low[0] + 1), '9'), AnyDigits));
    }

    /// <summary>Digits of a fraction up to a value, which ends in no 0: they may end anywhere before.</summary>
    private static Expression UpTo(string high, bool isOpen, bool needsDigit)
    {
        if (high.Length == 0)
            return Zeros(needsDigit ? 1 : 0);
        var options = new List<Expression>();
        if (high[0] > '0')
            options.Add(All(Range('0', (char)(high[0] - 1)), AnyDigits));
        // An open bound may not be reached, so its last digit is never the same.
        if (high.Length > 1 || !isOpen)
            options.Add(All(Text(high[..1]), UpTo(high[1..], isOpen, needsDigit: false)));
        if (!needsDigit)
            options.Add(Nothing);
        return Any([.. options]);
    }

    /// <summary>Digits between two values written with as many digits; null where there are none.</summary>
    private static Expression? Between(string low, bool lowOpen, string high, bool highOpen, bool needsDigit)
    {
        if (low.Length == 0)
            return lowOpen || highOpen ? null : Zeros(needsDigit ? 1 : 0);
        if (low[0] == high[0])
        {
            var same = Between(low[1..], lowOpen, high[1..], highOpen, needsDigit: false);
            return same is null ? null : All(Text(low[..1]), same);
        }
        var options = new List<Expression> { All(Text(low[..1]), From(low[1..].TrimEnd('0'), lowOpen)) };
        if (high[0] - low[0] > 1)
            options.Add(All(Range((char)(low[0] + 1), (char)(high[0] - 1)), AnyDigits));
        var rest = high[1..].TrimEnd('0');
        if (rest.Length > 0 || !highOpen)
            options.Add(All(Text(high[..1]), UpTo(rest, highOpen, needsDigit: false)));
        return Any([.. options]);
    }
}

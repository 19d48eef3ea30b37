using System.Globalization;
using System.Text.Json;
using Slipway.Engine.Grammars;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Schemas;

/// <summary>Numbers within bounds, digit by digit. With bounds there is no exponent, and without one bound about fifteen digits.</summary>
internal static class SchemaNumber
{
    public static Expression Compile(SchemaPart part, bool integer)
    {
        if (part.Get("multipleOf") is { } multiple)
        {
            if (multiple.ValueKind != JsonValueKind.Number || !multiple.TryGetDecimal(out var step) || step != 1)
                throw part.Wrong("'multipleOf' is not supported, except 1");
            integer = true;
        }
        var (low, lowOpen) = Bound(part, "minimum", "exclusiveMinimum", (bound, other) => bound > other);
        var (high, highOpen) = Bound(part, "maximum", "exclusiveMaximum", (bound, other) => bound < other);
        if (low is null && high is null)
            return integer ? JsonRules.Integer : JsonRules.Number;
        if (integer)
        {
            low = low is { } lower ? lowOpen ? decimal.Floor(lower) + 1 : decimal.Ceiling(lower) : null;
            high = high is { } upper ? highOpen ? decimal.Ceiling(upper) - 1 : decimal.Floor(upper) : null;
            (lowOpen, highOpen) = (false, false);
        }
        if (low > high || (low == high && (lowOpen || highOpen)))
            throw part.Wrong("no number lies between the bounds");

        var options = new List<Expression>();
        // Numbers from 0 up, then those below, which are the same upside down.
        if (high is null or >= 0 && !(high == 0 && highOpen))
            options.Add(UpFrom(low is >= 0 ? low.Value : 0, low is >= 0 && lowOpen, high, highOpen, integer));
        if (low is null or < 0)
        {
            var (nearest, nearestOpen) = high is < 0 ? (-high.Value, highOpen) : (0m, true);
            if (integer && nearestOpen)
                (nearest, nearestOpen) = (1, false);
            options.Add(All(Text("-"), UpFrom(nearest, nearestOpen, -low, lowOpen, integer)));
        }
        return Any([.. options]);
    }

    private static (decimal? Value, bool IsOpen) Bound(SchemaPart part, string closed, string open, Func<decimal, decimal, bool> isTighter)
    {
        var inclusive = Read(closed);
        // In the fourth draft the open bound was a boolean beside the closed one.
        if (part.Get(open) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag)
            return (inclusive, flag.ValueKind == JsonValueKind.True);
        var exclusive = Read(open);
        return exclusive is { } bound && (inclusive is not { } other || bound == other || isTighter(bound, other)) ? (exclusive, true) : (inclusive, false);

        decimal? Read(string keyword)
        {
            if (part.Get(keyword) is not { } value)
                return null;
            return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var bound) && Math.Abs(bound) < 1e20m
                ? bound : throw part.Wrong($"{keyword} must be a number of no more than 20 digits");
        }
    }

    private static Expression UpFrom(decimal low, bool lowOpen, decimal? most, bool highOpen, bool integer)
    {
        var high = most ?? Math.Max(1_000_000_000_000_000m, low * 10 + 10);
        if (integer)
            return DigitRanges.Whole(low, high);
        var (lowWhole, highWhole) = (decimal.Floor(low), decimal.Floor(high));
        var (lowPart, highPart) = (Fraction(low), Fraction(high));
        if (lowWhole == highWhole)
            return All(DigitRanges.Whole(lowWhole, lowWhole), DigitRanges.PartBetween(lowPart, lowOpen, highPart, highOpen));
        var options = new List<Expression> { All(DigitRanges.Whole(lowWhole, lowWhole), DigitRanges.PartFrom(lowPart, lowOpen)) };
        if (highWhole - lowWhole > 1)
            options.Add(All(DigitRanges.Whole(lowWhole + 1, highWhole - 1), DigitRanges.PartFrom("", isOpen: false)));
        if (!(highOpen && highPart.Length == 0))
            options.Add(All(DigitRanges.Whole(highWhole, highWhole), DigitRanges.PartUpTo(highPart, highOpen)));
        return Any([.. options]);
    }

    /// <summary>The digits behind the point, without trailing zeros.</summary>
    private static string Fraction(decimal value)
    {
        var text = (value - decimal.Floor(value)).ToString(CultureInfo.InvariantCulture);
        return text.Length > 2 ? text[2..].TrimEnd('0') : "";
    }
}

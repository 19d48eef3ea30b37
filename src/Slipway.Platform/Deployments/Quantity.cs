using System.Globalization;

namespace Slipway.Platform.Deployments;

/// <summary>Amounts the way Kubernetes writes them.</summary>
public static class Quantity
{
    private static readonly (string Suffix, double Factor)[] Units =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40),
        ("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("", 1),
    ];

    /// <summary><c>2</c>, <c>0.5</c> or <c>500m</c>; null where it is none of these.</summary>
    public static double? Cores(string text)
    {
        var milli = text.EndsWith('m');
        return Number(milli ? text[..^1] : text) is { } number and > 0 and <= 100_000 ? number / (milli ? 1000 : 1) : null;
    }

    /// <summary><c>512Mi</c>, <c>2Gi</c>, <c>1.5G</c> or plain bytes; null where it is none of these.</summary>
    public static long? Bytes(string text)
    {
        var (suffix, factor) = Array.Find(Units, unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        return Number(text[..^suffix.Length]) is { } number && number * factor is >= 1 and < long.MaxValue ? (long)(number * factor) : null;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}

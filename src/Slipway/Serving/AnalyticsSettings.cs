using Slipway.Platform.Analytics.Pricing;
using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>What is kept of usage, and what it costs.</summary>
internal static class AnalyticsSettings
{
    public static readonly Setting<TimeSpan> UsageKept = Setting.Seconds("USAGE_RECORDS_KEPT", 90 * 86400, 3600, 3650 * 86400.0,
        "How long the record of each single request is kept for export; sums stay.");

    public static readonly Setting<PriceBook> Prices = Setting.Parsed(
        "PRICE_BOOK", PriceBookFile.Standard, "", "the path of a JSON file made like price-book.json",
        "What machines, storage and traffic cost, here and in clouds to compare with.", Read);

    public static readonly IReadOnlyList<Setting> All = [UsageKept, Prices];

    private static PriceBook Read(string path, out string? problem)
    {
        var read = PriceBookFile.Read(path);
        problem = read.Failure?.Message;
        return read.Value ?? PriceBookFile.Standard;
    }
}

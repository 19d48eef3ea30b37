using System.Collections.Concurrent;
using Slipway.Platform.Analytics.Costs;
using Slipway.Platform.Common;
using Slipway.Platform.Metering;

namespace Slipway.Platform.Analytics.Forecasting;

/// <summary>
/// Continues the daily requests and cost of every deployment. Days that are over are the history; today takes part only where there
/// is nothing else. A forecast is made once and answers for an hour.
/// </summary>
public sealed class UsageForecaster(IUsageHistory usage, CostAnalysis costs, IDeploymentFacts deployments, TimeProvider time)
{
    public const int MostDays = 365;

    private static readonly long Lasting = TimeSpan.FromHours(1).ToMicros();
    private const int MostKept = 64;

    private readonly ConcurrentDictionary<(long From, long To, int Days), UsageForecast> _made = [];

    public async ValueTask<UsageForecast> ForecastAsync(AnalyticsWindow window, int days)
    {
        var now = time.Now();
        var day = UsageLevel.Days.Width;
        var (from, to) = (UsageLevel.Days.Floor(window.From), Math.Min(UsageLevel.Days.Ceiling(window.To), UsageLevel.Days.Floor(now) + day));
        if (_made.TryGetValue((from, to, days), out var made) && now - made.At < Lasting && made.Total.CurrentRequests > 0)
            return made;

        var names = (await deployments.AllAsync().ConfigureAwait(false)).ToDictionary(deployment => deployment.Id, deployment => deployment.Name);
        var requests = (await usage.SeriesAsync(new UsageSpan(UsageLevel.Days, from, to)).ConfigureAwait(false))
            .Where(part => part.DeploymentId.Length > 0).ToList();
        var spent = await costs.DailyAsync(from, to).ConfigureAwait(false);

        // History begins where something was first seen: days before the platform ran say nothing about it.
        var first = Math.Min(
            requests.Count > 0 ? requests.Min(part => part.Start) : long.MaxValue, spent.Count > 0 ? spent.Min(part => part.Day) : long.MaxValue);
        first = first == long.MaxValue ? to : first;
        var today = UsageLevel.Days.Floor(now);
        var last = to > today && first < today ? today : to;
        var length = (int)Math.Max(0, (last - first) / day);

        var ids = requests.Select(part => part.DeploymentId).Union(spent.Select(part => part.DeploymentId)).Order(StringComparer.Ordinal);
        var each = ids.Select(id => Project(id, names.GetValueOrDefault(id, id), part => part == id)).ToList();
        var total = Project("", "", _ => true);
        var forecast = new UsageForecast(now, days, Math.Max(to, today + day), total, each);
        if (_made.Count >= MostKept)
            _made.Clear();
        _made[(from, to, days)] = forecast;
        return forecast;

        DeploymentForecast Project(string id, string name, Func<string, bool> mine)
        {
            double[] counts = new double[length], dollars = new double[length];
            foreach (var part in requests.Where(part => mine(part.DeploymentId) && part.Start < last))
                counts[(part.Start - first) / day] += part.Totals.Requests;
            foreach (var part in spent.Where(part => mine(part.DeploymentId) && part.Day < last))
                dollars[(part.Day - first) / day] += part.Cost;
            return new DeploymentForecast(
                id, name, length == 0 ? 0 : counts.Average(), length == 0 ? 0 : dollars.Average(), Forecaster.Project(counts, days), Forecaster.Project(dollars, days));
        }
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Telemetry;

/// <summary>Counts and times the requests of each route.</summary>
internal sealed class HttpMeter
{
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private int _active;

    public HttpMeter(Meter meter)
    {
        _requests = meter.CreateCounter<long>("slipway.http.requests", null, "Requests that were answered, by contract, route and status.");
        _durations = meter.CreateHistogram("slipway.http.request.duration", "s", "From the request's headers to the end of its answer.", null, Durations);
        meter.CreateObservableUpDownCounter("slipway.http.requests_active", () => Volatile.Read(ref _active), null, "Requests that are being answered.");
    }

    /// <summary>Stands right behind routing, so that refusals are counted too.</summary>
    public RequestDelegate Before(RequestDelegate next) => async http =>
    {
        var labels = http.GetEndpoint()?.Metadata.GetMetadata<RouteLabels>() ?? RouteLabels.Unknown;
        var since = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _active);
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _active);
            // A caller that left before it had an answer saw no status; 499 is the usual word for that.
            var status = http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted ? 499 : http.Response.StatusCode;
            _requests.Add(1, labels.With(status));
            _durations.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, labels.All);
        }
    };
}

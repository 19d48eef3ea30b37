using System.Diagnostics.Metrics;
using Slipway.Platform.Common;

namespace Slipway.Platform.Metering;

/// <summary>What every usage record adds to the server's metrics. Labels are bounded: operations, and the catalogue's types of failure.</summary>
public sealed class GenerationMeter(Meter meter)
{
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    };

    private static readonly KeyValuePair<string, object?> Prompt = new("type", "prompt");
    private static readonly KeyValuePair<string, object?> Completion = new("type", "completion");

    private readonly Counter<long> _requests = meter.CreateCounter<long>(
        "slipway.generation.requests", null, "Requests (and attempts at tasks) that reached an engine, by what became of them.");

    private readonly Counter<long> _tokens = meter.CreateCounter<long>(
        "slipway.generation.tokens", null, "Tokens of prompts and of answers.");

    private readonly Histogram<double> _waits = meter.CreateHistogram(
        "slipway.generation.queue", "s", "Waiting for a place at an engine.", null, Durations);

    private readonly Histogram<double> _firsts = meter.CreateHistogram(
        "slipway.generation.time_to_first_token", "s", "From the place at an engine to the first token, where the answer streams.", null, Durations);

    private readonly Histogram<double> _durations = meter.CreateHistogram(
        "slipway.generation.duration", "s", "From the place at an engine to the end.", null, Durations);

    public void Note(UsageRecord usage)
    {
        var operation = new KeyValuePair<string, object?>("operation", usage.Operation);
        _requests.Add(1, operation, new("outcome", usage.ErrorType ?? "Success"));
        _tokens.Add(usage.PromptTokens, operation, Prompt);
        _tokens.Add(usage.CompletionTokens, operation, Completion);
        _waits.Record(Seconds(usage.QueueTime), operation);
        _durations.Record(Seconds(usage.ProcessingTime), operation);
        if (usage.FirstTokenTime > 0)
            _firsts.Record(Seconds(usage.FirstTokenTime), operation);
    }

    private static double Seconds(long micros) => (double)micros / Micros.PerSecond;
}

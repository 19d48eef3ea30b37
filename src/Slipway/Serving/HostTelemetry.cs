using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Metering;
using Slipway.Server.Logs;
using Slipway.Server.Telemetry;

namespace Slipway.Serving;

/// <summary>What one server measures and logs. It is made first and torn down last.</summary>
internal sealed class HostTelemetry : IAsyncDisposable
{
    private readonly RequestLog _requests;
    private readonly LogFiles _files;
    private readonly GenerationMeter _generation;
    private readonly TelemetryExport? _export;

    public HostTelemetry(SettingValues settings, TimeProvider time)
    {
        var options = LogSettings.Of(settings);
        Metrics = new MetricsRegistry(Meter);
        ProcessMeter.AddTo(Meter);
        _generation = new GenerationMeter(Meter);
        _requests = new RequestLog(options);
        _files = new LogFiles(options, time);
        LogsPrompts = options.Prompts;
        _export = TelemetryExport.Start(settings);
        Meter.CreateObservableCounter("slipway.log.lost", () => _requests.Lost, null, "Lines of logs/llm_requests.log that could not be written.");
    }

    public Meter Meter { get; } = new("Slipway");

    public MetricsRegistry Metrics { get; }

    public bool LogsPrompts { get; }

    /// <summary>The files decide for themselves what they take, whatever the terminal shows.</summary>
    public void AddTo(ILoggingBuilder logging) => logging.AddProvider(_files).AddFilter<LogFiles>(null, LogLevel.Trace);

    public void Note(UsageRecord usage)
    {
        _generation.Note(usage);
        _requests.Note(usage);
    }

    public async ValueTask DisposeAsync()
    {
        await _requests.DisposeAsync().ConfigureAwait(false);
        _export?.Dispose();
        Metrics.Dispose();
        Meter.Dispose();
        _files.Dispose();
    }
}

using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Slipway.Platform.Common.Settings;
using Slipway.Protocol;

namespace Slipway.Serving;

/// <summary>Sends traces and metrics to a collector, where one is named. Disposing it sends what is left.</summary>
internal sealed class TelemetryExport : IDisposable
{
    private static readonly Setting<string> Endpoint = Setting.Text("OTEL_EXPORTER_OTLP_ENDPOINT", "",
        "Where traces and metrics are sent by OTLP; nowhere by default.", "an address such as http://localhost:4318");

    private static readonly Setting<string> Protocol = Setting.OneOf("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", ["http/protobuf", "grpc"],
        "How they are sent.");

    private static readonly Setting<string> Headers = Setting.Text("OTEL_EXPORTER_OTLP_HEADERS", "",
        "Headers for the collector: NAME=value, separated by commas.", isSecret: true);

    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private TelemetryExport(SettingValues settings, string endpoint)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("slipway", serviceVersion: SlipwayVersion.Text);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Tracing.Source.Name)
            .AddOtlpExporter(options => Configure(options, "v1/traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Tracing.Source.Name)
            .AddOtlpExporter(options => Configure(options, "v1/metrics")).Build();

        void Configure(OtlpExporterOptions options, string path)
        {
            var isHttp = settings.Get(Protocol) == "http/protobuf";
            options.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
            options.Endpoint = new Uri(isHttp ? endpoint.TrimEnd('/') + "/" + path : endpoint);
            if (settings.Get(Headers) is { Length: > 0 } headers)
                options.Headers = headers;
        }
    }

    public static IEnumerable<Setting> Settings => [Endpoint, Protocol, Headers];

    /// <summary>Null where nobody asked for it; then none of it is even loaded.</summary>
    public static TelemetryExport? Start(SettingValues settings) =>
        settings.Get(Endpoint) is { Length: > 0 } endpoint ? new TelemetryExport(settings, endpoint) : null;

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }
}

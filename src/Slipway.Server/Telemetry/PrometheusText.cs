using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Slipway.Server.Telemetry;

/// <summary>Prometheus's text format, version 0.0.4, with the names that its conventions ask for.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary><c>slipway.http.request.duration</c> in <c>s</c> becomes <c>slipway_http_request_duration_seconds</c>; counters end in <c>_total</c>.</summary>
    public static string NameOf(Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return instrument.Name.Replace('.', '_').Replace('-', '_') + unit + (IsCounter(instrument) ? "_total" : "");
    }

    public static string Write(IEnumerable<MetricFamily> families, int scrape)
    {
        var text = new StringBuilder();
        foreach (var family in families)
            Write(text, family, scrape);
        return text.ToString();
    }

    private static void Write(StringBuilder text, MetricFamily family, int scrape)
    {
        var name = NameOf(family.Instrument);
        var type = family.IsHistogram ? "histogram" : IsCounter(family.Instrument) ? "counter" : "gauge";
        var isFirst = true;
        foreach (var series in family.Series)
        {
            if (family.IsObserved && series.Scrape != scrape)
                continue;
            if (isFirst)
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {family.Instrument.Description}\n# TYPE {name} {type}\n");
            isFirst = false;
            if (family.IsHistogram)
                WriteHistogram(text, name, family, series);
            else
                WriteLine(text, name, series, null, series.Value);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, MetricFamily family, MetricSeries series)
    {
        var count = 0L;
        for (var i = 0; i <= family.Bounds.Count; i++)
        {
            count += series.Bucket(i);
            WriteLine(text, name + "_bucket", series, i < family.Bounds.Count ? Number(family.Bounds[i]) : "+Inf", count);
        }

        WriteLine(text, name + "_sum", series, null, series.Value);
        WriteLine(text, name + "_count", series, null, count);
    }

    private static void WriteLine(StringBuilder text, string name, MetricSeries series, string? bound, double value)
    {
        text.Append(name);
        var separator = '{';
        foreach (var (key, label) in series.Labels)
        {
            text.Append(separator).Append(key).Append("=\"").Append(Escape(label)).Append('"');
            separator = ',';
        }

        if (bound is not null)
            text.Append(separator).Append("le=\"").Append(bound).Append('"');
        text.Append(bound is not null || separator == ',' ? "} " : " ").Append(Number(value)).Append('\n');
    }

    private static bool IsCounter(Instrument instrument) =>
        instrument.GetType().GetGenericTypeDefinition() is var kind && (kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(string label) =>
        label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

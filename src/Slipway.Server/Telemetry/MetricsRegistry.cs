using System.Diagnostics.Metrics;

namespace Slipway.Server.Telemetry;

/// <summary>Gathers what the instruments of one meter measure, to be read as Prometheus's text at any time.</summary>
public sealed class MetricsRegistry : IDisposable
{
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private readonly Lock _scraping = new();
    private int _scrape;

    public MetricsRegistry(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != meter)
                return;
            var family = new MetricFamily(instrument);
            lock (_families)
            {
                // Instruments of one name count together, whoever made them.
                if (!_families.TryAdd(PrometheusText.NameOf(instrument), family))
                    family = _families[PrometheusText.NameOf(instrument)];
            }

            listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((MetricFamily)family!).Note(value, tags, _scrape));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((MetricFamily)family!).Note(value, tags, _scrape));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => ((MetricFamily)family!).Note(value, tags, _scrape));
        _listener.Start();
    }

    /// <summary>All metrics as they are now.</summary>
    public string Read()
    {
        lock (_scraping)
        {
            _scrape++;
            _listener.RecordObservableInstruments();
            MetricFamily[] families;
            lock (_families)
                families = [.. _families.Values];
            return PrometheusText.Write(families, _scrape);
        }
    }

    public void Dispose() => _listener.Dispose();
}

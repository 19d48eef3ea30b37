using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Slipway.Storage.Sql;

/// <summary>Counts and times what a database does.</summary>
public sealed class MeteredDatabase : IDatabase
{
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    };

    private static readonly KeyValuePair<string, object?> Done = new("outcome", "committed");
    private static readonly KeyValuePair<string, object?> Failed = new("outcome", "failed");

    private readonly IDatabase _database;
    private readonly Counter<long> _writes;
    private readonly Histogram<double> _writeTimes;
    private readonly Histogram<double> _readTimes;

    public MeteredDatabase(IDatabase database, Meter meter)
    {
        _database = database;
        _writes = meter.CreateCounter<long>("slipway.database.writes", null, "Write transactions, by what became of them.");
        _writeTimes = meter.CreateHistogram("slipway.database.write.duration", "s", "Until a write is durable.", null, Durations);
        _readTimes = meter.CreateHistogram("slipway.database.read.duration", "s", "A read, with its waiting.", null, Durations);
    }

    /// <summary>For those to whom it matters which kind it is.</summary>
    public IDatabase Inner => _database;

    public async Task<T> WriteAsync<T>(WriteUrgency urgency, Func<SqlSession, ValueTask<T>> work)
    {
        var since = Stopwatch.GetTimestamp();
        var outcome = Failed;
        try
        {
            var result = await _database.WriteAsync(urgency, work).ConfigureAwait(false);
            outcome = Done;
            return result;
        }
        finally
        {
            _writes.Add(1, outcome);
            _writeTimes.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
    }

    public async ValueTask<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> work)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            return await _database.ReadAsync(work).ConfigureAwait(false);
        }
        finally
        {
            _readTimes.Record(Stopwatch.GetElapsedTime(since).TotalSeconds);
        }
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

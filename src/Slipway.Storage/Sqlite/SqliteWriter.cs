using System.Diagnostics;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// The one thread that owns the only writing connection. It commits everything that is pending together: while one commit
/// waits for the disk, the next group gathers. Acceptances go first, and what does not fit into a slice waits for the next.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>How long statements of normal urgency may hold up the acceptances of the next group.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _pending = new(0);
    private readonly SqliteSession _session;
    private readonly Thread _thread;
    private readonly Queue<SqliteWrite> _normal = [];
    private List<SqliteWrite> _acceptances = [];
    private List<SqliteWrite> _taken = [];
    private bool _closed;

    public SqliteWriter(SqliteSession session)
    {
        _session = session;
        _thread = new Thread(Run) { Name = "slipway-writer", IsBackground = true };
        _thread.Start();
    }

    public void Enqueue(SqliteWrite write, WriteUrgency urgency)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(SqliteDatabase));
            if (urgency == WriteUrgency.Acceptance)
                _acceptances.Add(write);
            else
                _normal.Enqueue(write);
        }

        if (_pending.CurrentCount == 0)
            _pending.Release();
    }

    public void Dispose()
    {
        lock (_gate)
            _closed = true;
        _pending.Release();
        _thread.Join();
        _session.Dispose();
        _pending.Dispose();
    }

    private void Run()
    {
        var group = new List<SqliteWrite>();
        while (true)
        {
            _pending.Wait();
            bool closed;
            lock (_gate)
                closed = _closed;
            while (CommitGroup(group))
            {
            }

            if (closed)
                return;
        }
    }

    private bool CommitGroup(List<SqliteWrite> group)
    {
        lock (_gate)
        {
            (_acceptances, _taken) = (_taken, _acceptances);
            if (_taken.Count == 0 && _normal.Count == 0)
                return false;
        }

        group.Clear();
        try
        {
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var write in _taken)
                Apply(write, group);
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < Slice && TryTakeNormal() is { } write)
                Apply(write, group);
            _session.Execute("COMMIT");
        }
        catch (Exception exception)
        {
            if (!_session.IsOutsideTransaction)
                _session.Execute("ROLLBACK");
            // Those not yet applied when BEGIN failed are failed too: their callers wait.
            foreach (var write in group.Union(_taken))
                write.Fail(exception);
            _taken.Clear();
            return true;
        }

        foreach (var write in group)
            write.Complete();
        _taken.Clear();
        return true;
    }

    private SqliteWrite? TryTakeNormal()
    {
        lock (_gate)
            return _normal.TryDequeue(out var write) ? write : null;
    }

    /// <summary>A write that fails takes back its own statements and no one else's.</summary>
    private void Apply(SqliteWrite write, List<SqliteWrite> group)
    {
        group.Add(write);
        _session.Execute("SAVEPOINT one");
        try
        {
            write.Apply(_session);
        }
        catch (Exception exception)
        {
            // Where SQLite gave up the whole transaction (disk full), everyone in it has failed.
            if (_session.IsOutsideTransaction)
                throw;
            _session.Execute("ROLLBACK TO one");
            write.Refuse(exception);
        }

        _session.Execute("RELEASE one");
    }
}

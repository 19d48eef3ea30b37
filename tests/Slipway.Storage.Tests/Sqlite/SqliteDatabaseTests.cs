using System.Diagnostics;
using Slipway.Storage.Sql;
using Slipway.Storage.Sqlite;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task A_failed_write_takes_back_its_own_statements_and_no_one_elses()
    {
        await using var database = SqliteDatabase.Open(_folder.File("a.db"));
        await Write(database, "CREATE TABLE t (n bigint PRIMARY KEY)");

        var writes = Enumerable.Range(0, 100).Select(i => database.WriteAsync(WriteUrgency.Normal, async session =>
        {
            await session.ExecuteAsync("INSERT INTO t VALUES ($1)", i);
            if (i % 10 == 3)
                await session.ExecuteAsync("INSERT INTO t VALUES ($1)", i);
            return i;
        })).ToList();
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(10, writes.Count(write => write.IsFaulted));
        Assert.Equal(90, await database.ReadAsync(session => session.NumberAsync("SELECT COUNT(*) FROM t")));
    }

    [Fact]
    public async Task What_was_written_is_there_for_the_next_reader()
    {
        await using var database = SqliteDatabase.Open(_folder.File("a.db"));
        await Write(database, "CREATE TABLE t (n bigint)");

        for (var i = 1; i <= 50; i++)
        {
            await database.WriteAsync(WriteUrgency.Acceptance, session => session.ExecuteAsync("INSERT INTO t VALUES ($1)", i));
            Assert.Equal(i, await database.ReadAsync(session => session.NumberAsync("SELECT COUNT(*) FROM t")));
        }
    }

    [Fact]
    public async Task Values_keep_their_numbers_wherever_they_stand_in_the_statement()
    {
        await using var database = SqliteDatabase.Open(_folder.File("a.db"));

        var row = await database.ReadAsync(session => session.FirstAsync(
            "SELECT $3, $1, $2, $1", r => (r.Text(0), r.Integer(1), r.Real(2), r.IsNull(3)), 7, 0.5, "three"));

        Assert.Equal(("three", 7, 0.5, false), row);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        var path = _folder.File("a.db");
        await using (var database = SqliteDatabase.Open(path))
            await Write(database, "INSERT INTO schema_versions (version) VALUES (9999)");

        var refusal = Assert.Throws<StorageException>(() => SqliteDatabase.Open(path));

        Assert.Contains("9999", refusal.Message);
        Assert.Contains(path, refusal.Message);
    }

    [Fact]
    public async Task Acceptances_go_before_everything_else_that_is_pending()
    {
        await using var database = SqliteDatabase.Open(_folder.File("a.db"));
        var order = new List<string>();
        using var begin = new ManualResetEventSlim();
        var first = database.WriteAsync(WriteUrgency.Normal, _ =>
        {
            // Uses up the slice of its group, so that nothing else of normal urgency fits into it.
            begin.Wait();
            var since = Stopwatch.StartNew();
            SpinWait.SpinUntil(() => since.ElapsedMilliseconds > 20);
            return new ValueTask<int>(0);
        });
        var others = Enumerable.Range(0, 100).Select(_ => Note(WriteUrgency.Normal, "other")).ToList();
        var acceptance = Note(WriteUrgency.Acceptance, "acceptance");

        begin.Set();
        await Task.WhenAll([first, acceptance, .. others]);

        Assert.Equal(101, order.Count);
        Assert.Equal("acceptance", order[0]);

        Task<int> Note(WriteUrgency urgency, string what) => database.WriteAsync(urgency, session =>
        {
            order.Add(what);
            return session.ExecuteAsync("SELECT 1");
        });
    }

    public void Dispose() => _folder.Dispose();

    private static Task Write(SqliteDatabase database, string sql) =>
        database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(sql));
}

using Slipway.Platform.Common;
using Slipway.Storage.Postgres;
using Slipway.Storage.Sql;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Postgres;

[Trait("Needs", "server")]
public sealed class PostgresDatabaseTests
{
    [Fact]
    public async Task Nodes_that_start_at_once_make_one_schema()
    {
        var address = await PostgresServer.FreshAsync();

        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => OpenAsync(address)));

        Assert.True(await opened[0].ReadAsync(session => session.NumberAsync("SELECT COUNT(*) FROM schema_versions")) > 0);
        foreach (var database in opened)
            await database.DisposeAsync();
    }

    [Fact]
    public async Task Writes_that_read_first_count_right_whoever_comes_between()
    {
        await using var database = await OpenAsync(await PostgresServer.FreshAsync());
        await ExecuteAsync(database, "CREATE TABLE t (n bigint)");
        await ExecuteAsync(database, "INSERT INTO t VALUES (0)");

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => database.WriteAsync(WriteUrgency.Normal, async session =>
            await session.ExecuteAsync("UPDATE t SET n = $1", await session.NumberAsync("SELECT n FROM t") + 1))));

        Assert.Equal(40, await database.ReadAsync(session => session.NumberAsync("SELECT n FROM t")));
    }

    [Fact]
    public async Task Values_keep_their_numbers_and_sums_and_comparisons_are_numbers()
    {
        await using var database = await OpenAsync(await PostgresServer.FreshAsync());

        var row = await database.ReadAsync(session => session.FirstAsync(
            "SELECT $3, $1, $2, $1 = 7, SUM(n), AVG(n), NULL FROM (VALUES (1::bigint), (2)) AS t(n)",
            r => (r.Text(0), r.Integer(1), r.Real(2), r.Flag(3), r.Integer(4), r.Real(5), r.IsNull(6)), 7, 0.5, "three"));

        Assert.Equal(("three", 7, 0.5, true, 3, 1.5, true), row);
    }

    [Fact]
    public async Task Texts_are_ordered_by_their_bytes()
    {
        await using var database = await OpenAsync(await PostgresServer.FreshAsync());

        Assert.Equal("C", await database.ReadAsync(session => session.FirstAsync(
            "SELECT collation_name FROM information_schema.columns WHERE table_name = 'tasks' AND column_name = 'id'", row => row.Text(0))));
        Assert.Equal(0, await database.ReadAsync(session => session.NumberAsync(
            "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'")));
    }

    [Fact]
    public async Task A_failed_statement_says_what_and_where_and_not_the_password()
    {
        await using var database = await OpenAsync(await PostgresServer.FreshAsync());

        var failure = await Assert.ThrowsAsync<StorageException>(() => ExecuteAsync(database, "INSERT INTO nowhere VALUES (1)"));

        Assert.Contains("nowhere", failure.Message);
        Assert.Contains("127.0.0.1", failure.Message);
        Assert.DoesNotContain("not-asked", failure.ToString());
    }

    [Fact]
    [Trait("Needs", "time")]
    public async Task A_server_that_was_away_is_used_again_and_one_that_stays_away_is_named()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed: run tests/install");
        using var server = await PostgresServer.StartAsync();
        await using var database = await OpenAsync(await server.CreateAsync());
        await ExecuteAsync(database, "CREATE TABLE t (n bigint)");
        await ExecuteAsync(database, "INSERT INTO t VALUES (1)");

        server.Stop();
        var waiting = database.ReadAsync(session => session.NumberAsync("SELECT n FROM t")).AsTask();
        await server.RunAsync();
        Assert.Equal(1, await waiting);

        server.Stop();
        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => ExecuteAsync(database, "INSERT INTO t VALUES (2)"));
        Assert.Contains("DATABASE_URL", refusal.Message);
        await server.RunAsync();
        await ExecuteAsync(database, "INSERT INTO t VALUES (3)");
    }

    private static Task<PostgresDatabase> OpenAsync(string address) => PostgresDatabase.OpenAsync(address, TimeProvider.System, new Random(1));

    private static Task ExecuteAsync(PostgresDatabase database, string sql) =>
        database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(sql));
}

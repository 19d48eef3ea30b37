using Slipway.Storage.Postgres;
using Slipway.Storage.Sql;
using Slipway.Storage.Sqlite;
using Slipway.Testing;

namespace Slipway.Storage.Tests;

/// <summary>Empty databases of one kind. A store's tests stand in an abstract class over one of these, and run for each kind.</summary>
public interface ITestDatabases : IDisposable
{
    ValueTask<IDatabase> OpenAsync();
}

public sealed class SqliteDatabases : ITestDatabases
{
    private readonly TempDirectory _folder = new();

    public ValueTask<IDatabase> OpenAsync() => new(SqliteDatabase.Open(_folder.File("a.db")));

    public void Dispose() => _folder.Dispose();
}

/// <summary>Opening again finds the same database.</summary>
public sealed class PostgresDatabases : ITestDatabases
{
    private readonly Lazy<Task<string>> _address = new(PostgresServer.FreshAsync);

    public async ValueTask<IDatabase> OpenAsync() => await PostgresDatabase.OpenAsync(await _address.Value, TimeProvider.System, new Random(1));

    public void Dispose()
    {
        // The server ends with the tests, and its databases with it.
    }
}

using Slipway.Storage.Sql;

namespace Slipway.Storage.Tests;

/// <summary>
/// What every database must keep. Tests of a store derive an abstract class from this, and from that one class for SQLite and one,
/// marked as needing a server, for PostgreSQL.
/// </summary>
public abstract class StoreCompliance(ITestDatabases databases) : IAsyncLifetime
{
    protected IDatabase Database { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Database = await databases.OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        // A skipped test has none.
        if (Database is not null)
            await Database.DisposeAsync();
        databases.Dispose();
        GC.SuppressFinalize(this);
    }
}

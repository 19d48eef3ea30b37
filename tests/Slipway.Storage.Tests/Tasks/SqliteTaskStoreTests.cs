using Slipway.Storage.Sql;
using Slipway.Storage.Sqlite;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Tasks;

public sealed class SqliteTaskStoreTests : TaskStoreCompliance
{
    private readonly TempDirectory _folder = new();

    protected override ValueTask<IDatabase> OpenAsync() => new(SqliteDatabase.Open(_folder.File("a.db")));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}

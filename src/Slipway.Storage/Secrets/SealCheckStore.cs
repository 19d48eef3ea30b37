using Slipway.Platform.Common.Secrets;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Secrets;

/// <inheritdoc/>
public sealed class SealCheckStore(IDatabase database) : ISealCheckStore
{
    private const string Select = "SELECT sealed FROM seal_check WHERE id = 1";

    public async ValueTask<string?> FindAsync() =>
        await database.ReadAsync(session => session.FirstAsync(Select, row => row.Text(0))).ConfigureAwait(false);

    public Task<string> AddAsync(string sealedText) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        await session.ExecuteAsync("INSERT INTO seal_check (id, sealed) VALUES (1, $1) ON CONFLICT (id) DO NOTHING", sealedText).ConfigureAwait(false);
        return (await session.FirstAsync(Select, row => row.Text(0)).ConfigureAwait(false))!;
    });
}

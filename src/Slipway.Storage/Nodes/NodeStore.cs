using Slipway.Platform.Common;
using Slipway.Platform.Nodes;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Nodes;

/// <inheritdoc/>
public sealed class NodeStore(IDatabase database) : INodeStore
{
    private const long Remembered = 30L * 24 * 3600 * Micros.PerSecond;

    public Task<NodeTerm> EnterAsync(string id, string address, long at) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        await session.ExecuteAsync("DELETE FROM nodes WHERE alive = 0 AND seen_at < $1", at - Remembered).ConfigureAwait(false);
        var fence = await session.NumberAsync(
            "INSERT INTO nodes (id, address, fence, beat, alive, started_at, seen_at) VALUES ($1, $2, 1, 0, 1, $3, $3) "
            + "ON CONFLICT (id) DO UPDATE SET address = excluded.address, fence = nodes.fence + 1, beat = 0, alive = 1, "
            + "started_at = excluded.started_at, seen_at = excluded.seen_at RETURNING fence",
            id, address, at).ConfigureAwait(false);
        return new NodeTerm(id, fence);
    });

    public Task<bool> BeatAsync(NodeTerm term, long at) => database.WriteAsync(WriteUrgency.Normal, async session => await session.ExecuteAsync(
        "UPDATE nodes SET beat = beat + 1, seen_at = $3 WHERE id = $1 AND fence = $2 AND alive = 1",
        term.NodeId, term.Fence, at).ConfigureAwait(false) == 1);

    public Task LeaveAsync(NodeTerm term) => database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
        "UPDATE nodes SET alive = 0 WHERE id = $1 AND fence = $2", term.NodeId, term.Fence));

    public Task<bool> FenceAsync(Node seen) => database.WriteAsync(WriteUrgency.Normal, async session => await session.ExecuteAsync(
        "UPDATE nodes SET alive = 0, fence = fence + 1 WHERE id = $1 AND fence = $2 AND beat = $3 AND alive = 1",
        seen.Id, seen.Fence, seen.Beat).ConfigureAwait(false) == 1);

    public async ValueTask<IReadOnlyList<Node>> ListAsync() => await database.ReadAsync(session => session.QueryAsync(
        "SELECT id, address, fence, beat FROM nodes WHERE alive = 1 ORDER BY id",
        row => new Node(row.Text(0), row.Text(1), row.Integer(2), row.Integer(3)))).ConfigureAwait(false);

    public Task<string> ClusterAsync(string suggestion) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        await session.ExecuteAsync("INSERT INTO cluster (number, name) VALUES (1, $1) ON CONFLICT DO NOTHING", suggestion).ConfigureAwait(false);
        return (await session.FirstAsync("SELECT name FROM cluster WHERE number = 1", row => row.Text(0)).ConfigureAwait(false))!;
    });
}

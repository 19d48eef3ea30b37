using System.Text.Json;
using Slipway.Platform.Generation;
using Slipway.Platform.Metering;
using Slipway.Platform.Nodes;
using Slipway.Storage.Metering;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Tasks;

/// <inheritdoc/>
public sealed class TaskStore(IDatabase database) : ITaskStore
{
    private const string Columns = "id, project, caller_id, state, parameters, idempotency_key, fingerprint, attempt, losses, node_id, "
        + "accepted_at, claimed_at, finished_at, outcome";

    private const string Dead = "node_id NOT IN (SELECT nodes.id FROM nodes WHERE alive = 1)";

    public Task<GenerationTask> AddAsync(GenerationTask task)
    {
        var parameters = JsonSerializer.Serialize(task.Parameters, GenerationJson.Default.GenerationParameters);
        return database.WriteAsync(WriteUrgency.Acceptance, async session =>
        {
            var added = await session.ExecuteAsync(
                "INSERT INTO tasks (id, project, caller_id, user_id, state, parameters, idempotency_key, fingerprint, attempt, losses, node_id, accepted_at) "
                + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, $10) ON CONFLICT DO NOTHING",
                task.Id, task.Project, task.CallerId, task.Parameters.UserId, task.State.Name(), parameters,
                task.IdempotencyKey, task.Fingerprint, task.NodeId, task.AcceptedAt).ConfigureAwait(false);
            return added == 1 ? task : (await session.FirstAsync(
                $"SELECT {Columns} FROM tasks WHERE caller_id = $1 AND idempotency_key = $2", Read, task.CallerId, task.IdempotencyKey).ConfigureAwait(false))!;
        });
    }

    public ValueTask<GenerationTask?> FindAsync(string id) =>
        database.ReadAsync(session => session.FirstAsync($"SELECT {Columns} FROM tasks WHERE id = $1", Read, id));

    public Task<GenerationTask?> ClaimAsync(string id, NodeTerm term, long at) => database.WriteAsync(
        WriteUrgency.Normal,
        session => session.FirstAsync(
            "UPDATE tasks SET state = 'processing', attempt = attempt + 1, node_id = $2, claimed_at = COALESCE(claimed_at, $3) "
            + "WHERE id = $1 AND state = 'queued' AND EXISTS (SELECT 1 FROM nodes WHERE nodes.id = $2 AND fence = $4 AND alive = 1) "
            + $"RETURNING {Columns}",
            Read, id, term.NodeId, at, term.Fence));

    public Task<bool> FinishAsync(string id, int attempt, TaskOutcome outcome, long at, UsageRecord usage)
    {
        var json = JsonSerializer.Serialize(outcome, GenerationJson.Default.TaskOutcome);
        return database.WriteAsync(WriteUrgency.Normal, async session =>
        {
            var current = await session.ExecuteAsync(
                "UPDATE tasks SET state = $3, outcome = $4, finished_at = $5, node_id = NULL WHERE id = $1 AND attempt = $2 AND state = 'processing'",
                id, attempt, outcome.State.Name(), json, at).ConfigureAwait(false) == 1;
            if (current)
                await UsageStore.StageAsync(session, usage).ConfigureAwait(false);
            return current;
        });
    }

    public Task<bool> ReleaseAsync(string id, int attempt, bool lost, UsageRecord? usage) => database.WriteAsync(
        WriteUrgency.Normal,
        async session =>
        {
            var current = await session.ExecuteAsync(
                "UPDATE tasks SET state = 'queued', losses = losses + $3, node_id = NULL WHERE id = $1 AND attempt = $2 AND state = 'processing'",
                id, attempt, lost).ConfigureAwait(false) == 1;
            if (current && usage is not null)
                await UsageStore.StageAsync(session, usage).ConfigureAwait(false);
            return current;
        });

    public Task<bool> AbandonAsync(string id, TaskOutcome outcome, long at, bool onlyQueued)
    {
        var json = JsonSerializer.Serialize(outcome, GenerationJson.Default.TaskOutcome);
        return database.WriteAsync(WriteUrgency.Normal, async session => await session.ExecuteAsync(
            "UPDATE tasks SET state = $2, outcome = $3, finished_at = $4, node_id = NULL "
            + "WHERE id = $1 AND finished_at IS NULL AND ($5 = 0 OR state = 'queued')",
            id, outcome.State.Name(), json, at, onlyQueued).ConfigureAwait(false) == 1);
    }

    public async ValueTask<IReadOnlyList<GenerationTask>> QueuedAsync(string? afterId, int limit, string? nodeId) =>
        await database.ReadAsync(session => session.QueryAsync(
            $"SELECT {Columns} FROM tasks WHERE state = 'queued' AND finished_at IS NULL AND id > $1 AND {OfNode("$3")} ORDER BY id LIMIT $2",
            Read, afterId ?? "", limit, nodeId ?? "")).ConfigureAwait(false);

    public async ValueTask<int> CountQueuedAsync(string nodeId) => (int)await database.ReadAsync(session => session.NumberAsync(
        $"SELECT COUNT(*) FROM tasks WHERE state = 'queued' AND finished_at IS NULL AND {OfNode("$1")}", nodeId)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<GenerationTask>> HeldAsync(string nodeId) => await database.ReadAsync(session => session.QueryAsync(
        $"SELECT {Columns} FROM tasks WHERE node_id = $1 AND state = 'processing' AND finished_at IS NULL", Read, nodeId)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<GenerationTask>> LostAsync() => await database.ReadAsync(session => session.QueryAsync(
        $"SELECT {Columns} FROM tasks WHERE state = 'processing' AND finished_at IS NULL AND {Dead}", Read)).ConfigureAwait(false);

    public async ValueTask<(int Waiting, int Running)> CountAsync()
    {
        var counts = await database.ReadAsync(session => session.QueryAsync(
            "SELECT state, COUNT(*) FROM tasks WHERE finished_at IS NULL GROUP BY state",
            row => (State: row.Text(0), Count: (int)row.Integer(1)))).ConfigureAwait(false);
        return (Of(TaskState.Queued), Of(TaskState.Processing));

        int Of(TaskState state) => counts.Find(pair => pair.State == state.Name()).Count;
    }

    /// <summary>Queued tasks that the node feeds to its engines, or nobody living.</summary>
    private static string OfNode(string parameter) => $"({parameter} = '' OR node_id = {parameter} OR node_id IS NULL OR {Dead})";

    public async ValueTask<IReadOnlyList<GenerationTask>> ListAsync(TaskFilter filter)
    {
        var sql = $"SELECT {Columns} FROM tasks WHERE id < $1 AND ($2 = '' OR caller_id = $2) AND ($3 = '' OR state = $3) "
            + "AND ($4 = '' OR user_id = $4) ORDER BY id DESC LIMIT $5";
        return await database.ReadAsync(session => session.QueryAsync(
            sql, Read, filter.BeforeId ?? "~", filter.CallerId ?? "", filter.State?.Name() ?? "", filter.UserId ?? "", filter.Limit)).ConfigureAwait(false);
    }

    public Task<int> ExpireAsync(long finishedBefore, int limit) => database.WriteAsync(
        WriteUrgency.Normal,
        session => session.ExecuteAsync(
            "DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE finished_at < $1 ORDER BY finished_at LIMIT $2)",
            finishedBefore, limit));

    private static GenerationTask Read(SqlRow row) => new()
    {
        Id = row.Text(0),
        Project = row.Text(1),
        CallerId = row.Text(2),
        State = TaskStates.TryParse(row.Text(3), out var state) ? state : throw new StorageException($"unknown task state '{row.Text(3)}'"),
        Parameters = JsonSerializer.Deserialize(row.Text(4), GenerationJson.Default.GenerationParameters)!,
        IdempotencyKey = row.TextOrNull(5),
        Fingerprint = row.TextOrNull(6),
        Attempt = (int)row.Integer(7),
        Losses = (int)row.Integer(8),
        NodeId = row.TextOrNull(9),
        AcceptedAt = row.Integer(10),
        ClaimedAt = row.IntegerOrNull(11),
        FinishedAt = row.IntegerOrNull(12),
        Outcome = row.TextOrNull(13) is { } outcome ? JsonSerializer.Deserialize(outcome, GenerationJson.Default.TaskOutcome) : null,
    };
}

using Slipway.Platform.Metering;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Metering;

/// <inheritdoc/>
public sealed class UsageStore(IDatabase database, string nodeId) : IUsageStore
{
    public Task AppendAsync(IReadOnlyList<UsageRecord> records)
    {
        // The writer reuses its list once this completes; a repeated attempt reads it again before.
        return database.WriteAsync(WriteUrgency.Normal, async session =>
        {
            await AppendAsync(session, records).ConfigureAwait(false);
            return 0;
        });
    }

    /// <summary>Inside somebody else's transaction: the usage of a task is written with its outcome.</summary>
    internal async ValueTask AppendAsync(SqlSession session, IReadOnlyList<UsageRecord> records)
    {
        foreach (var record in records)
        {
            await session.ExecuteAsync(
                "INSERT INTO usage_records (id, project, at, node_id, caller_id, user_id, operation, model, deployment_id, version, task_id, "
                + "attempt, status, error_type, prompt_tokens, completion_tokens, estimated, queue_time, first_token_time, processing_time) "
                + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
                record.Id, record.Project, record.At, nodeId, record.CallerId, record.UserId, record.Operation, record.Model,
                record.DeploymentId, record.Version, record.TaskId, record.Attempt, record.Status, record.ErrorType, record.PromptTokens,
                record.CompletionTokens, record.Estimated, record.QueueTime, record.FirstTokenTime, record.ProcessingTime).ConfigureAwait(false);
        }
    }
}

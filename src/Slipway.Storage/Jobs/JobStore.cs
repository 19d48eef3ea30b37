using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Platform.Jobs;
using Slipway.Protocol.Jobs;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Jobs;

/// <inheritdoc/>
public sealed class JobStore(IDatabase database) : IJobStore
{
    private const string Columns = "id, project, kind, status, model_type, dataset, dataset_row, experiment_name, description, config, evaluation, "
        + "parent_id, model_id, progress, result, problem, attempts, node_id, created_by, created_at, started_at, finished_at";

    private const string Select = "SELECT " + Columns + " FROM jobs ";

    public Task AddAsync(Job job) => database.WriteAsync(WriteUrgency.Acceptance, session => session.ExecuteAsync(
        $"INSERT INTO jobs ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, NULL, NULL, NULL, 0, NULL, $13, $14, NULL, NULL)",
        job.Id, job.Project, job.Kind, job.Status.Word(), job.ModelType, job.Dataset, job.DatasetRow, job.ExperimentName, job.Description,
        Text(job.Config, JobJson.Default.TrainingConfig), Text(job.Evaluation, JobJson.Default.EvaluationConfig), job.ParentId, job.CreatedBy, job.CreatedAt));

    public ValueTask<Job?> FindAsync(string id) => database.ReadAsync(session => session.FirstAsync(Select + "WHERE id = $1", Read, id));

    public async ValueTask<(IReadOnlyList<Job> Page, long Total)> ListAsync(JobFilter filter)
    {
        const string Where = "WHERE project = $1 AND kind = $2 AND ($3 = '' OR status = $3) AND ($4 = '' OR model_type = $4)";
        return await database.ReadAsync(async session =>
        {
            var (status, type) = (filter.Status?.Word() ?? "", filter.ModelType ?? "");
            var total = await session.NumberAsync($"SELECT COUNT(*) FROM jobs {Where}", filter.Project, filter.Kind, status, type).ConfigureAwait(false);
            var page = await session.QueryAsync(
                $"{Select}{Where} ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6", Read,
                filter.Project, filter.Kind, status, type, filter.Limit, filter.Offset).ConfigureAwait(false);
            return ((IReadOnlyList<Job>)page, total);
        }).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Job>> QueuedAsync() => await database.ReadAsync(session => session.QueryAsync(
        Select + "WHERE finished_at IS NULL AND status = 'queued' ORDER BY created_at, id", Read)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Job>> LeftAsync(string nodeId) => await database.ReadAsync(session => session.QueryAsync(
        Select + "WHERE finished_at IS NULL AND status IN ('running', 'cancelling') AND node_id = $1", Read, nodeId)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Job>> UsersOfAsync(string datasetRow) => await database.ReadAsync(session => session.QueryAsync(
        Select + "WHERE finished_at IS NULL AND dataset_row = $1", Read, datasetRow)).ConfigureAwait(false);

    public Task<Job?> ClaimAsync(string id, string nodeId, long at) => database.WriteAsync(WriteUrgency.Normal, session => session.FirstAsync(
        "UPDATE jobs SET status = 'running', node_id = $2, attempts = attempts + 1, started_at = COALESCE(started_at, $3) "
        + $"WHERE id = $1 AND status = 'queued' RETURNING {Columns}", Read, id, nodeId, at));

    public Task<bool> ReleaseAsync(string id, int attempt) => ChangeAsync(
        "UPDATE jobs SET status = 'queued', node_id = NULL WHERE id = $1 AND attempts = $2 AND status = 'running'", id, attempt);

    public Task<Job?> CancelAsync(string id, long at) => database.WriteAsync(WriteUrgency.Normal, session => session.FirstAsync(
        "UPDATE jobs SET finished_at = CASE WHEN status = 'queued' THEN $2 ELSE NULL END, "
        + "status = CASE WHEN status = 'queued' THEN 'cancelled' ELSE 'cancelling' END "
        + $"WHERE id = $1 AND finished_at IS NULL RETURNING {Columns}", Read, id, at));

    public Task ProgressAsync(string id, int attempt, JobProgress progress) => ChangeAsync(
        "UPDATE jobs SET progress = $3 WHERE id = $1 AND attempts = $2 AND finished_at IS NULL", id, attempt, Text(progress, JobJson.Default.JobProgress));

    public Task<bool> FinishAsync(string id, JobStatus status, JobResult? result, string? modelId, string? problem, long at) => ChangeAsync(
        "UPDATE jobs SET status = $2, result = $3, model_id = $4, problem = $5, finished_at = $6 WHERE id = $1 AND finished_at IS NULL",
        id, status.Word(), result is null ? null : Text(result, JobJson.Default.JobResult), modelId, problem, at);

    private async Task<bool> ChangeAsync(string sql, params SqlValue[] values) =>
        await database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(sql, values)).ConfigureAwait(false) == 1;

    private static string Text<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    private static T? Value<T>(string? text, JsonTypeInfo<T> type)
        where T : class => text is null ? null : JsonSerializer.Deserialize(text, type);

    private static Job Read(SqlRow row) => new()
    {
        Id = row.Text(0),
        Project = row.Text(1),
        Kind = row.Text(2),
        Status = Enum.Parse<JobStatus>(row.Text(3), ignoreCase: true),
        ModelType = row.Text(4),
        Dataset = row.Text(5),
        DatasetRow = row.Text(6),
        ExperimentName = row.TextOrNull(7),
        Description = row.TextOrNull(8),
        Config = Value(row.Text(9), JobJson.Default.TrainingConfig)!,
        Evaluation = Value(row.Text(10), JobJson.Default.EvaluationConfig)!,
        ParentId = row.TextOrNull(11),
        ModelId = row.TextOrNull(12),
        Progress = Value(row.TextOrNull(13), JobJson.Default.JobProgress),
        Result = Value(row.TextOrNull(14), JobJson.Default.JobResult),
        Problem = row.TextOrNull(15),
        Attempts = (int)row.Integer(16),
        NodeId = row.TextOrNull(17),
        CreatedBy = row.Text(18),
        CreatedAt = row.Integer(19),
        StartedAt = row.IntegerOrNull(20),
        FinishedAt = row.IntegerOrNull(21),
    };
}

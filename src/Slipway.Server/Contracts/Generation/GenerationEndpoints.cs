using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Contracts;
using Slipway.Contracts.Generation;
using Slipway.Platform.Common;
using Slipway.Platform.Generation;
using Slipway.Protocol.Json;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Generation;

/// <summary>What LLM Inference System's routes do: read, ask the tasks, write.</summary>
internal sealed class GenerationEndpoints(TaskService tasks, TaskFeeds feeds, GenerationDefaults defaults, TimeProvider time)
{
    public async Task<Failure?> GenerateAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var parameters = new GenerationParameters
        {
            Prompt = fields.RequiredText("prompt"),
            MaxTokens = fields.Integer("max_tokens", 1, 1_000_000) ?? defaults.MaxTokens,
            Temperature = fields.Number("temperature", 0, 2) ?? defaults.Temperature,
            TopP = fields.Number("top_p", 0, 1) ?? defaults.TopP,
            UserId = fields.Name("user_id") ?? "",
            Model = fields.Name("model") ?? "",
            Seed = fields.Long("seed", 0, long.MaxValue),
            Stop = fields.Texts("stop", 16),
            TraceParent = Activity.Current?.Id,
        };
        var idempotencyKey = call.Header("Idempotency-Key");
        if (idempotencyKey is { } key && (key.Length > 256 || key.Any(char.IsControl)))
            fields.Wrong("Idempotency-Key", "must have at most 256 characters, none of them a control character");
        if (fields.Failure is { } invalid)
            return invalid;
        var accepted = await tasks.SubmitAsync(call.Caller, parameters, idempotencyKey).ConfigureAwait(false);
        if (!accepted.Succeeded)
            return accepted.Failure;
        var answer = new TaskAnswer(
            accepted.Value.State.Name(), accepted.Value.Id, "Your request is being processed. Use the task_id to check status.");
        return await call.AnswerAsync(answer, ContractsJson.Wire.TaskAnswer, StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    public async Task<Failure?> StatusAsync(Call call) => await FindAsync(call).ConfigureAwait(false) is { } task
        ? await call.AnswerAsync(TaskWords.Status(task), ContractsJson.Wire.TaskAnswer).ConfigureAwait(false)
        : Missing(call);

    public async Task<Failure?> ResultAsync(Call call)
    {
        if (await FindAsync(call).ConfigureAwait(false) is not { } task)
            return Missing(call);
        return task.State.IsFinal()
            ? await call.AnswerAsync(TaskWords.Result(task), ContractsJson.Wire.TaskResult).ConfigureAwait(false)
            : await call.AnswerAsync(TaskWords.Status(task), ContractsJson.Wire.TaskAnswer, StatusCodes.Status202Accepted).ConfigureAwait(false);
    }

    public async Task<Failure?> StreamAsync(Call call)
    {
        if (await FindAsync(call).ConfigureAwait(false) is not { } task)
            return Missing(call);
        // EventSource sends the header when it reconnects by itself; a program that resumes may use the query.
        var lastId = call.Header("Last-Event-ID") ?? (string?)call.Http.Request.Query["last_event_id"];
        FeedCursor.TryParse(lastId, out var cursor);
        var stream = new TaskStream(call, feeds, tasks, time);
        await stream.RunAsync(task, cursor).ConfigureAwait(false);
        return null;
    }

    /// <summary>One's own tasks, newest first: <c>?status=</c>, <c>?user_id=</c>, <c>?limit=</c>, <c>?cursor=</c>.</summary>
    public async Task<Failure?> ListAsync(Call call)
    {
        var query = call.Http.Request.Query;
        var wrong = new List<FieldError>();
        TaskState? state = null;
        if ((string?)query["status"] is { Length: > 0 } name)
        {
            if (TaskStates.TryParse(name, out var parsed))
                state = parsed;
            else
                wrong.Add(new FieldError("status", $"must be one of {string.Join(", ", TaskStates.Names)}"));
        }

        var limit = 50;
        if ((string?)query["limit"] is { Length: > 0 } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > 500))
        {
            wrong.Add(new FieldError("limit", "must be an integer from 1 to 500"));
        }

        if (wrong.Count > 0)
            return Failure.Invalid(wrong);
        var page = await tasks.ListAsync(new TaskFilter(call.Caller.Id, state, Printable(query["user_id"]), Printable(query["cursor"]), limit)).ConfigureAwait(false);
        var answer = new TaskPage([.. page.Select(TaskWords.Summary)], page.Count == limit ? page[^1].Id : null);
        return await call.AnswerAsync(answer, ContractsJson.Wire.TaskPage).ConfigureAwait(false);
    }

    public async Task<Failure?> CancelAsync(Call call)
    {
        var cancelled = await tasks.CancelAsync(call.Caller, call.RouteValue("id")).ConfigureAwait(false);
        return cancelled.Succeeded
            ? await call.AnswerAsync(TaskWords.Status(cancelled.Value), ContractsJson.Wire.TaskAnswer).ConfigureAwait(false)
            : cancelled.Failure;
    }

    public async Task<Failure?> QueueAsync(Call call)
    {
        var (waiting, running) = await tasks.LoadAsync().ConfigureAwait(false);
        return await call.AnswerAsync(new QueueAnswer(waiting, running), ContractsJson.Wire.QueueAnswer).ConfigureAwait(false);
    }

    /// <summary>A filter that no task can have is as good as none that matches; no database takes a NUL.</summary>
    private static string? Printable(string? text) => text?.Replace('\0', '\uFFFD');

    private ValueTask<GenerationTask?> FindAsync(Call call) => tasks.FindAsync(call.Caller, call.RouteValue("id"));

    private static Failure Missing(Call call) => new(FailureKind.NotFound, $"Task not found: {call.RouteValue("id")}");
}

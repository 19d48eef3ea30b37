using System.Diagnostics;
using Slipway.Platform.Common;
using Slipway.Platform.Metering;
using Slipway.Platform.Routing;
using Slipway.Protocol;

namespace Slipway.Platform.Generation;

/// <summary>One attempt at a task, from the claim to the commit that ends it.</summary>
internal sealed class TaskWorker(DispatcherParts parts, TaskOptions options, Action<Exception, string> broken, CancellationToken stopping)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <param name="task">The task as it was claimed.</param>
    /// <param name="seat">Where it is generated; given back before anything is written.</param>
    /// <param name="cancelled">The task was cancelled.</param>
    /// <param name="surrendered">The node's term is over; nothing may be written.</param>
    public async Task<AttemptEnd> AttemptAsync(GenerationTask task, Seat seat, CancellationToken cancelled, CancellationToken surrendered)
    {
        var feed = parts.Feeds.Hold(task.Id);
        try
        {
            feed.Begin(task.Attempt);
            var route = parts.Router.Find(task.Parameters.Model);
            var generated = route is null
                ? new Generated("") { Failure = Router.Unknown(task.Parameters.Model) }
                : await GenerateAsync(task, seat, route, feed, cancelled, surrendered).ConfigureAwait(false);
            seat.Dispose();
            if (surrendered.IsCancellationRequested)
                return default;
            var usage = UsageOf(task, generated, route?.Deployment.Id ?? "", seat);
            return generated.Failure is { } failure && Retries(task, failure)
                ? await ReleaseAsync(task, failure, usage with { Lost = true }, surrendered).ConfigureAwait(false)
                : await FinishAsync(task, OutcomeOf(task, generated), usage, surrendered).ConfigureAwait(false);
        }
        finally
        {
            parts.Feeds.Release(task.Id, feed);
        }
    }

    /// <summary>Ends a task that nobody works on.</summary>
    public async Task GiveUpAsync(GenerationTask task, Failure refusal)
    {
        var at = parts.Time.Now();
        var outcome = new TaskOutcome { ErrorType = refusal.Kind.Meaning().Type, ErrorMessage = refusal.Message };
        if (await parts.Store.AbandonAsync(task.Id, outcome, at, onlyQueued: true).ConfigureAwait(false))
            parts.Announce(task with { State = TaskState.Failed, Outcome = outcome, FinishedAt = at });
    }

    private async Task<Generated> GenerateAsync(GenerationTask task, Seat seat, Route route, TaskFeed feed, CancellationToken cancelled, CancellationToken surrendered)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping, surrendered);
        using var step = Tracing.Start("task", ActivityKind.Consumer, task.Parameters.TraceParent);
        limit.CancelAfter(options.Remaining(task, parts.Time.Now()));
        try
        {
            return await parts.Generator.RunAsync(
                seat, task.Parameters, piece => feed.Append(task.Attempt, piece), WhyStopped, limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A bug ends this task and no other, and never leaves it without an outcome.
            broken(exception, task.Id);
            return new Generated("") { Failure = new Failure(FailureKind.Internal, "something went wrong in the server; its log says what") };
        }

        Failure WhyStopped() =>
            cancelled.IsCancellationRequested ? new Failure(FailureKind.Cancelled, "the task was cancelled")
            : stopping.IsCancellationRequested ? new Failure(FailureKind.Draining, "the server is stopping")
            : new Failure(FailureKind.TimeLimitExceeded, $"the task did not end within {options.TimeLimit.TotalSeconds:0.#} s");
    }

    private bool Retries(GenerationTask task, Failure failure) => failure.Kind switch
    {
        FailureKind.Draining or FailureKind.EngineGone => true,
        FailureKind.EngineCrashed or FailureKind.BackendBusy or FailureKind.BackendUnreachable or FailureKind.BackendFailed =>
            task.Losses + 1 < options.MostAttempts,
        _ => false,
    };

    private async Task<AttemptEnd> ReleaseAsync(GenerationTask task, Failure failure, UsageRecord usage, CancellationToken surrendered)
    {
        // A stopping server gives its work back, and an engine that was gone already has lost nothing.
        var lost = failure.Kind is not (FailureKind.Draining or FailureKind.EngineGone);
        var released = await PersistAsync(task.Id, () => parts.Store.ReleaseAsync(task.Id, task.Attempt, lost, usage), surrendered).ConfigureAwait(false);
        if (released != Written.Yes)
        {
            if (released == Written.No)
                await YieldAsync(task, usage).ConfigureAwait(false);
            return default;
        }

        parts.Usage.Note(usage);
        var pause = failure.Kind switch
        {
            FailureKind.BackendBusy => TimeSpan.FromSeconds(Math.Clamp(failure.RetryAfter?.TotalSeconds ?? 1, 0.1, 30)),
            FailureKind.EngineCrashed or FailureKind.Draining => TimeSpan.Zero,
            FailureKind.EngineGone => TimeSpan.FromMilliseconds(100),
            _ => TimeSpan.FromMilliseconds(500),
        };
        return new AttemptEnd(task with { State = TaskState.Queued, Losses = task.Losses + (lost ? 1 : 0) }, pause);
    }

    private async Task<AttemptEnd> FinishAsync(GenerationTask task, TaskOutcome outcome, UsageRecord usage, CancellationToken surrendered)
    {
        var finished = await PersistAsync(task.Id, () => parts.Store.FinishAsync(task.Id, task.Attempt, outcome, usage.At, usage), surrendered)
            .ConfigureAwait(false);
        if (finished == Written.Yes)
        {
            parts.Usage.Note(usage);
            parts.Announce(task with { State = outcome.State, Outcome = outcome, FinishedAt = usage.At });
        }
        else if (finished == Written.No)
        {
            await YieldAsync(task, usage).ConfigureAwait(false);
        }

        return default;
    }

    /// <summary>
    /// An engine's work is not thrown away because the store is away for a while: this tries until it is back, the term is over or
    /// the server stops. Where it gives up the row still says processing, and a sweep makes that a lost attempt.
    /// </summary>
    private async Task<Written> PersistAsync(string taskId, Func<Task<bool>> write, CancellationToken surrendered)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (surrendered.IsCancellationRequested)
                return Written.Never;
            try
            {
                return await write().ConfigureAwait(false) ? Written.Yes : Written.No;
            }
            catch (Exception exception)
            {
                broken(exception, taskId);
                if (stopping.IsCancellationRequested)
                    return Written.Never;
            }

            using var wait = CancellationTokenSource.CreateLinkedTokenSource(stopping, surrendered);
            await Task.Delay(pause, parts.Time, wait.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// The attempt is not the current one: somebody cancelled the task, or this write had come through when its answer was lost.
    /// </summary>
    private async Task YieldAsync(GenerationTask task, UsageRecord usage)
    {
        var now = await parts.Store.FindAsync(task.Id).ConfigureAwait(false);
        var isOwn = now is not null && now.Attempt == task.Attempt && (now.FinishedAt == usage.At || now.State == TaskState.Queued);
        if (!isOwn && parts.Lease.Term is not null)
            parts.Usage.Record(usage);
        if (now is { State: TaskState.Completed or TaskState.Failed })
            parts.Feeds.Finish(now);
    }

    private enum Written
    {
        Yes,

        /// <summary>The attempt is not current.</summary>
        No,

        Never,
    }

    private TaskOutcome OutcomeOf(GenerationTask task, Generated generated)
    {
        if (generated.Failure is { } failure)
            return new TaskOutcome { ErrorType = failure.Kind.Meaning().Type, ErrorMessage = failure.Message };
        var total = Micros.ToSpan(parts.Time.Now() - task.AcceptedAt).TotalSeconds;
        var waited = Micros.ToSpan((task.ClaimedAt ?? task.AcceptedAt) - task.AcceptedAt).TotalSeconds;
        return new TaskOutcome
        {
            Result = generated.Text,
            Metrics = new TaskMetrics(
                Math.Round(waited, 6), Math.Round(total - waited, 6), Math.Round(total, 6),
                generated.PromptTokens, generated.CompletionTokens, generated.TokensPerSecond),
        };
    }

    private UsageRecord UsageOf(GenerationTask task, Generated generated, string deploymentId, Seat seat) => new()
    {
        Id = Ids.New(parts.Time),
        Project = task.Project,
        At = parts.Time.Now(),
        CallerId = task.CallerId,
        UserId = task.Parameters.UserId,
        Operation = "task",
        Model = task.Parameters.Model,
        DeploymentId = deploymentId,
        Version = seat.Replica.Version,
        ReplicaId = seat.Replica.Id,
        TaskId = task.Id,
        Attempt = task.Attempt,
        Status = generated.Failure?.Kind.Meaning().Status ?? 200,
        ErrorType = generated.Failure?.Kind.Meaning().Type,
        PromptTokens = generated.PromptTokens,
        CachedTokens = generated.CachedTokens,
        CompletionTokens = generated.CompletionTokens,
        Estimated = generated.Estimated,
        QueueTime = (task.ClaimedAt ?? task.AcceptedAt) - task.AcceptedAt,
        FirstTokenTime = generated.FirstToken.ToMicros(),
        ProcessingTime = generated.Total.ToMicros(),
        BytesOut = System.Text.Encoding.UTF8.GetByteCount(generated.Text),
        Request = parts.Usage.KeepsRequests ? task.Parameters.Prompt : null,
    };
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Platform.Generation.Sharing;
using Slipway.Platform.Routing;

namespace Slipway.Platform.Generation;

/// <summary>What callers do with tasks: submit, look, cancel.</summary>
public sealed class TaskService(
    DispatcherParts parts, TaskDispatcher dispatcher, TaskWatches watches, Random random)
{
    private readonly Lock _randomGate = new();

    /// <summary>The task is durable when this completes.</summary>
    public async Task<Result<GenerationTask>> SubmitAsync(Caller caller, GenerationParameters parameters, string? idempotencyKey)
    {
        if (parts.Router.Find(parameters.Model) is null)
            return Router.Unknown(parameters.Model);
        if (dispatcher.Refuses() is { } refusal)
            return refusal;
        var id = Ids.New(parts.Time);
        var fingerprint = idempotencyKey is null ? null : Fingerprint(parameters);
        var task = new GenerationTask
        {
            Id = id,
            Project = caller.Project,
            CallerId = caller.Id,
            Parameters = parameters with { Seed = parameters.Seed ?? DrawSeed() },
            State = TaskState.Queued,
            NodeId = parts.Lease.NodeId,
            AcceptedAt = parts.Time.Now(),
            IdempotencyKey = idempotencyKey,
            Fingerprint = fingerprint,
        };
        var accepted = await parts.Store.AddAsync(task).ConfigureAwait(false);
        if (accepted.Id == id)
            dispatcher.Enqueue(accepted);
        else if (accepted.Fingerprint != fingerprint)
            return new Failure(FailureKind.Conflict, "this Idempotency-Key belongs to another request");
        return accepted;
    }

    /// <summary>A task of somebody else's is as unknown as one that never was. Admins see all of their project.</summary>
    public async ValueTask<GenerationTask?> FindAsync(Caller caller, string id)
    {
        var task = await parts.Store.FindAsync(id).ConfigureAwait(false);
        return task is not null && task.Project == caller.Project && (task.CallerId == caller.Id || caller.Role == Role.Admin) ? task : null;
    }

    /// <summary>What waits and runs on this node, without asking the store.</summary>
    public (int Waiting, int Running) NodeLoad => (dispatcher.Waiting, dispatcher.Running);

    /// <summary>Tasks that wait, and those that run, on all nodes.</summary>
    public ValueTask<(int Waiting, int Running)> LoadAsync() => parts.Store.CountAsync();

    /// <summary>Brings what other nodes do with a task into its feed here, until it is disposed of.</summary>
    public IDisposable Watch(string id) => watches.Watch(id);

    public ValueTask<IReadOnlyList<GenerationTask>> ListAsync(TaskFilter filter) => parts.Store.ListAsync(filter);

    /// <summary>Null where the caller has no such task; a conflict where it has ended.</summary>
    public async Task<Result<GenerationTask>> CancelAsync(Caller caller, string id)
    {
        if (await FindAsync(caller, id).ConfigureAwait(false) is not { } task)
            return new Failure(FailureKind.NotFound, $"there is no task '{id}'");
        var outcome = new TaskOutcome { ErrorType = FailureKind.Cancelled.Meaning().Type, ErrorMessage = "the task was cancelled" };
        var at = parts.Time.Now();
        if (!await parts.Store.AbandonAsync(id, outcome, at, onlyQueued: false).ConfigureAwait(false))
            return new Failure(FailureKind.Conflict, $"the task '{id}' has ended already");
        task = task with { State = TaskState.Failed, FinishedAt = at, Outcome = outcome };
        dispatcher.Cancel(id);
        parts.Tell(TaskSignalKind.Cancelled, id);
        parts.Announce(task);
        return task;
    }

    private static string Fingerprint(GenerationParameters parameters) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parameters with { TraceParent = null }, GenerationJson.Default.GenerationParameters))));

    private long DrawSeed()
    {
        lock (_randomGate)
            return random.NextInt64(1L << 31);
    }
}

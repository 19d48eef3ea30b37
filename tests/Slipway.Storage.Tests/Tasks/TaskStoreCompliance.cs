using Slipway.Platform.Generation;
using Slipway.Platform.Metering;
using Slipway.Platform.Nodes;
using Slipway.Storage.Nodes;
using Slipway.Storage.Tasks;

namespace Slipway.Storage.Tests.Tasks;

/// <summary>What every database must keep of tasks.</summary>
public abstract class TaskStoreCompliance(ITestDatabases databases) : StoreCompliance(databases)
{
    private readonly Dictionary<string, NodeTerm> _terms = [];
    private TaskStore _store = null!;
    private NodeStore _nodes = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _store = new TaskStore(Database);
        _nodes = new NodeStore(Database);
        foreach (var id in new[] { "one", "two" })
            _terms[id] = await _nodes.EnterAsync(id, "http://" + id, 1);
    }

    [Fact]
    public async Task A_task_comes_back_as_it_was_stored()
    {
        var task = NewTask("a") with
        {
            Parameters = new GenerationParameters { Prompt = "nasty \0 \"text\" 𝐀 ' $1", UserId = "u", Seed = long.MaxValue, Temperature = 0.1, Stop = ["x"] },
        };

        await _store.AddAsync(task);

        Assert.Equivalent(task, await _store.FindAsync("a"), strict: true);
    }

    [Fact]
    public async Task A_claim_succeeds_once_and_counts_the_attempt()
    {
        await _store.AddAsync(NewTask("a"));

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _store.ClaimAsync("a", _terms[i % 2 == 0 ? "one" : "two"], 7)));

        var claimed = Assert.Single(claims, claim => claim is not null);
        Assert.Equal((1, 7, TaskState.Processing), (claimed!.Attempt, claimed.ClaimedAt, claimed.State));
    }

    [Fact]
    public async Task Only_the_current_attempt_may_end_a_task()
    {
        await _store.AddAsync(NewTask("a"));
        await _store.ClaimAsync("a", _terms["one"], 1);
        await _store.ReleaseAsync("a", 1, lost: true, Usage());
        await _store.ClaimAsync("a", _terms["two"], 2);

        Assert.False(await _store.FinishAsync("a", 1, new TaskOutcome { Result = "stale" }, 3, Usage()));
        Assert.True(await _store.FinishAsync("a", 2, new TaskOutcome { Result = "right" }, 4, Usage()));
        Assert.False(await _store.FinishAsync("a", 2, new TaskOutcome { Result = "again" }, 5, Usage()));

        var task = (await _store.FindAsync("a"))!;
        Assert.Equal(("right", 1, TaskState.Completed, 1L), (task.Outcome!.Result, task.Losses, task.State, task.ClaimedAt!.Value));
    }

    [Fact]
    public async Task Usage_is_written_with_the_outcome_and_only_then()
    {
        await _store.AddAsync(NewTask("a"));
        await _store.ClaimAsync("a", _terms["one"], 1);

        await _store.FinishAsync("a", 9, new TaskOutcome { Result = "stale" }, 3, Usage());
        Assert.Equal(0, await CountUsageAsync());
        await _store.FinishAsync("a", 1, new TaskOutcome { Result = "right" }, 3, Usage());
        Assert.Equal(1, await CountUsageAsync());
    }

    [Fact]
    public async Task An_ended_task_cannot_be_abandoned_and_an_abandoned_one_not_ended()
    {
        await _store.AddAsync(NewTask("a"));
        await _store.ClaimAsync("a", _terms["one"], 1);
        var cancelled = new TaskOutcome { ErrorType = "Cancelled", ErrorMessage = "gone" };

        Assert.True(await _store.AbandonAsync("a", cancelled, 2, onlyQueued: false));
        Assert.False(await _store.AbandonAsync("a", cancelled, 3, onlyQueued: false));
        Assert.False(await _store.FinishAsync("a", 1, new TaskOutcome { Result = "late" }, 4, Usage()));
        Assert.Equal(cancelled, (await _store.FindAsync("a"))!.Outcome);
    }

    [Fact]
    public async Task A_callers_idempotency_key_leads_to_its_first_task()
    {
        var first = await _store.AddAsync(NewTask("a") with { IdempotencyKey = "k" });
        var again = await _store.AddAsync(NewTask("b") with { IdempotencyKey = "k" });
        var others = await _store.AddAsync(NewTask("c") with { IdempotencyKey = "k", CallerId = "other" });

        Assert.Equal(("a", "a", "c"), (first.Id, again.Id, others.Id));
    }

    [Fact]
    public async Task Somebody_who_gives_up_waiting_ends_no_task_that_is_being_worked_on()
    {
        await _store.AddAsync(NewTask("a"));
        await _store.ClaimAsync("a", _terms["one"], 1);

        Assert.False(await _store.AbandonAsync("a", new TaskOutcome { ErrorType = "QueueTimeout" }, 2, onlyQueued: true));
    }

    [Fact]
    public async Task A_term_that_is_over_claims_nothing()
    {
        await _store.AddAsync(NewTask("a"));
        var again = await _nodes.EnterAsync("one", "http://one", 2);

        Assert.Null(await _store.ClaimAsync("a", _terms["one"], 3));
        Assert.NotNull(await _store.ClaimAsync("a", again, 3));
    }

    [Fact]
    public async Task What_a_node_that_is_gone_had_is_found_by_the_others()
    {
        foreach (var (id, node) in new[] { ("a", "one"), ("b", "two"), ("c", "one"), ("d", "two"), ("e", null) })
            await _store.AddAsync(NewTask(id) with { NodeId = node });
        await _store.ClaimAsync("a", _terms["one"], 1);
        await _store.ClaimAsync("b", _terms["two"], 1);
        Assert.Empty(await _store.LostAsync());
        Assert.Equal(["d", "e"], Ids(await _store.QueuedAsync(null, 10, "two")));

        Assert.True(await _nodes.FenceAsync(new Node("one", "", _terms["one"].Fence, 0)));

        Assert.Equal(["a"], Ids(await _store.LostAsync()));
        Assert.Equal(["b"], Ids(await _store.HeldAsync("two")));
        Assert.Equal(["c", "d", "e"], Ids(await _store.QueuedAsync(null, 10, "two")));
        Assert.Equal(["d", "e"], Ids(await _store.QueuedAsync("c", 10, null)));
        Assert.Equal((3, (3, 2)), (await _store.CountQueuedAsync("two"), await _store.CountAsync()));
    }

    [Fact]
    public async Task A_callers_tasks_are_listed_newest_first_page_by_page()
    {
        foreach (var id in new[] { "a", "b", "c", "d" })
            await _store.AddAsync(NewTask(id) with { CallerId = id == "b" ? "other" : "caller" });
        await _store.ClaimAsync("c", _terms["one"], 1);

        Assert.Equal(["d", "c"], Ids(await _store.ListAsync(new TaskFilter("caller", null, null, null, 2))));
        Assert.Equal(["a"], Ids(await _store.ListAsync(new TaskFilter("caller", null, null, "c", 2))));
        Assert.Equal(["c"], Ids(await _store.ListAsync(new TaskFilter(null, TaskState.Processing, null, null, 9))));
    }

    [Fact]
    public async Task Results_expire_in_slices_and_open_tasks_never()
    {
        foreach (var id in new[] { "a", "b", "c", "d" })
            await _store.AddAsync(NewTask(id));
        foreach (var (id, at) in new[] { ("a", 10), ("b", 20), ("c", 30) })
            await _store.AbandonAsync(id, new TaskOutcome { ErrorType = "X", ErrorMessage = "x" }, at, onlyQueued: true);

        Assert.Equal(1, await _store.ExpireAsync(25, 1));
        Assert.Equal(1, await _store.ExpireAsync(25, 10));
        Assert.Equal(0, await _store.ExpireAsync(25, 10));
        Assert.Null(await _store.FindAsync("a"));
        Assert.NotNull(await _store.FindAsync("c"));
        Assert.NotNull(await _store.FindAsync("d"));
    }

    private static IEnumerable<string> Ids(IEnumerable<GenerationTask> tasks) => tasks.Select(task => task.Id);

    private static GenerationTask NewTask(string id) => new()
    {
        Id = id,
        Project = "default",
        CallerId = "caller",
        Parameters = new GenerationParameters { Prompt = "p" },
        State = TaskState.Queued,
        AcceptedAt = 1,
    };

    private static UsageRecord Usage() => new()
    {
        Id = Guid.NewGuid().ToString(),
        Project = "default",
        At = 1,
        CallerId = "caller",
        Operation = "task",
        Model = "m",
        Status = 200,
    };

    private ValueTask<long> CountUsageAsync() => Database.ReadAsync(session => session.NumberAsync("SELECT COUNT(*) FROM usage_staged"));
}

public sealed class SqliteTaskStoreTests() : TaskStoreCompliance(new SqliteDatabases());

[Trait("Needs", "server")]
public sealed class PostgresTaskStoreTests() : TaskStoreCompliance(new PostgresDatabases());

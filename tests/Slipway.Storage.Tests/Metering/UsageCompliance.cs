using Slipway.Platform.Common;
using Slipway.Platform.Generation;
using Slipway.Platform.Metering;
using Slipway.Storage.Metering;
using Slipway.Storage.Nodes;
using Slipway.Storage.Tasks;

namespace Slipway.Storage.Tests.Metering;

/// <summary>What every database must keep of usage.</summary>
public abstract class UsageCompliance(ITestDatabases databases) : StoreCompliance(databases)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    private UsageStore _store = null!;
    private UsageHistory _history = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _store = new UsageStore(Database, "node");
        _history = new UsageHistory(Database);
    }

    [Fact]
    public async Task Totals_are_the_sum_of_all_nodes_however_the_records_came()
    {
        var other = new UsageStore(Database, "other");
        await _store.AppendAsync([Record(0), Record(1) with { Status = 502 }]);
        await other.AppendAsync([Record(2)]);
        await _store.AppendAsync([Record(3) with { DeploymentId = "elsewhere" }]);

        var totals = await TotalsAsync();

        var mine = Assert.Single(totals, bucket => bucket.DeploymentId == "d").Totals;
        Assert.Equal((3, 1, 30, 15), (mine.Requests, mine.Errors, mine.PromptTokens, mine.CompletionTokens));
        Assert.Equal(3, mine.Latency.Count);
        Assert.InRange(mine.Latency.Percentile(0.5), 2950, 3060);
        Assert.Equal(2, totals.Count);
    }

    [Fact]
    public async Task Wrong_requests_and_lost_attempts_count_tokens_but_no_requests()
    {
        await _store.AppendAsync([Record(0) with { Status = 400 }, Record(1) with { Status = 502, Lost = true }, Record(2) with { Status = 499 }]);

        var totals = Assert.Single(await TotalsAsync()).Totals;

        Assert.Equal((1, 0, 1, 15), (totals.Requests, totals.Errors, totals.Cancelled, totals.CompletionTokens));
    }

    [Fact]
    public async Task The_usage_of_a_finished_task_is_collected_exactly_once()
    {
        var tasks = new TaskStore(Database);
        await tasks.AddAsync(new GenerationTask
        {
            Id = "t",
            Project = "default",
            CallerId = "key",
            State = TaskState.Queued,
            Parameters = new GenerationParameters { Prompt = "p" },
            AcceptedAt = 1,
        });
        await tasks.ClaimAsync("t", await new NodeStore(Database).EnterAsync("node", "", 1), 2);
        await tasks.FinishAsync("t", 1, new TaskOutcome { Result = "r" }, 3, Record(0) with { TaskId = "t" });

        var collected = await Task.WhenAll(_store.CollectAsync(1000), new UsageStore(Database, "other").CollectAsync(1000));

        Assert.Equal(1, collected.Sum());
        Assert.Equal(0, await _store.CollectAsync(1000));
        Assert.Equal(1, Assert.Single(await TotalsAsync()).Totals.Requests);
        Assert.Equal("t", Assert.Single(await ExportAsync()).TaskId);
    }

    [Fact]
    public async Task Keys_and_users_have_counters_by_deployment()
    {
        await _store.AppendAsync([Record(0) with { UserId = "ann" }, Record(1) with { UserId = "bob" }, Record(2)]);

        var day = UsageLevel.Days.Floor(Noon.ToMicros());
        var keys = await _history.SharesAsync(UsageSubject.Key, day, day + 1);
        var users = await _history.SharesAsync(UsageSubject.User, day, day + 1);

        Assert.Equal(new UsageShare("key", "d", 3, 0, 30, 0, 15), Assert.Single(keys));
        Assert.Equal(["ann", "bob"], users.Select(share => share.Subject));
    }

    [Fact]
    public async Task Small_blocks_become_one_and_an_export_still_has_every_record_once_and_whole()
    {
        for (var i = 0; i < 600; i++)
            await _store.AppendAsync([Record(i)]);

        while (await _store.TidyAsync(Noon.AddHours(2), TimeSpan.FromDays(90)))
        {
        }

        Assert.True(await Database.ReadAsync(session => session.NumberAsync("SELECT COUNT(*) FROM usage_blocks")) < 5);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => Record(i)), await ExportAsync());
    }

    [Fact]
    public async Task Single_records_are_forgotten_in_time_and_sums_stay()
    {
        await _store.AppendAsync([Record(0)]);

        while (await _store.TidyAsync(Noon.AddDays(200), TimeSpan.FromDays(90)))
        {
        }

        Assert.Empty(await ExportAsync());
        Assert.Equal(1, Assert.Single(await TotalsAsync(Noon.AddDays(200))).Totals.Requests);
    }

    private static UsageRecord Record(int second) => new()
    {
        Id = $"{second:000000}",
        Project = "default",
        At = Noon.AddSeconds(second).ToMicros(),
        CallerId = "key",
        Operation = "chat",
        Model = "m \"quoted\" 𝐀",
        DeploymentId = "d",
        Version = "v",
        Status = 200,
        PromptTokens = 10,
        CompletionTokens = 5,
        QueueTime = 1000,
        FirstTokenTime = 500,
        ProcessingTime = 2000,
    };

    private async Task<IReadOnlyList<UsageBucket>> TotalsAsync(DateTimeOffset? now = null)
    {
        var day = UsageLevel.Days.Floor(Noon.ToMicros());
        return await _history.TotalsAsync(UsageSpan.Cover(day, day + UsageLevel.Days.Width, (now ?? Noon.AddHours(1)).ToMicros()));
    }

    private async Task<List<UsageRecord>> ExportAsync()
    {
        var all = new List<UsageRecord>();
        await foreach (var block in _history.RecordsAsync(0, long.MaxValue, TestContext.Current.CancellationToken))
            all.AddRange(block);
        return all;
    }
}

public sealed class SqliteUsageTests() : UsageCompliance(new SqliteDatabases());

[Trait("Needs", "server")]
public sealed class PostgresUsageTests() : UsageCompliance(new PostgresDatabases());

using Slipway.Platform.Access.Limits;
using Slipway.Storage.Redis;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Redis;

[Trait("Needs", "server")]
public sealed class RedisLimitLedgerTests
{
    [Fact]
    public async Task It_decides_as_the_ledger_in_memory_does()
    {
        using var server = await RedisServer.StartAsync();
        await using var hub = await ConnectAsync(server);
        var memory = new MemoryLimitLedger(TimeProvider.System);
        var redis = new RedisLimitLedger(hub, "test", new MemoryLimitLedger(TimeProvider.System), TimeProvider.System);

        foreach (var rule in new[] { new LimitRule("bucket", LimitSubject.Caller, 6, Burst: 3), new LimitRule("window", LimitSubject.Caller, 4) })
        {
            // A window that ends between the two would make them differ.
            var second = TimeProvider.System.GetUtcNow().Second;
            if (rule.Burst is null && second > 55)
                await Task.Delay(TimeSpan.FromSeconds(61 - second));
            for (var i = 0; i < 6; i++)
            {
                var (expected, actual) = (await memory.TakeAsync(rule, "s"), await redis.TakeAsync(rule, "s"));
                Assert.Equal((expected.Allowed, expected.Remaining), (actual.Allowed, actual.Remaining));
                Assert.Equal(expected.RetryAfter.TotalSeconds, actual.RetryAfter.TotalSeconds, tolerance: 1);
                Assert.Equal(0, (expected.Resets - actual.Resets).TotalSeconds, tolerance: 1);
            }

            Assert.True((await redis.TakeAsync(rule, "another")).Allowed);
        }
    }

    [Fact]
    public async Task Two_ledgers_on_one_Redis_count_together_and_alone_when_it_is_gone()
    {
        using var server = await RedisServer.StartAsync();
        await using var hub = await ConnectAsync(server);
        var rule = new LimitRule("r", LimitSubject.Caller, 1, Burst: 5);
        var ledgers = Enumerable.Range(0, 2).Select(_ => new RedisLimitLedger(hub, "test", new MemoryLimitLedger(TimeProvider.System), TimeProvider.System)).ToList();

        var decisions = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ledgers[i % 2].TakeAsync(rule, "s").AsTask()));
        Assert.Equal(5, decisions.Count(decision => decision.Allowed));

        server.Kill();
        Assert.True((await ledgers[0].TakeAsync(rule, "s")).Allowed);
    }

    [Theory]
    [InlineData("redis://127.0.0.1:6379/1", null)]
    [InlineData("rediss://:pass@host", null)]
    [InlineData("http://host", "redis://host")]
    [InlineData("redis://:secret@host/x", "no number")]
    public void An_address_is_read_or_what_is_wrong_with_it_is_said(string address, string? problem)
    {
        if (problem is null)
            Assert.Null(RedisAddress.Problem(address));
        else
            Assert.Contains(problem, RedisAddress.Problem(address));
    }

    private static async Task<RedisHub> ConnectAsync(RedisServer server)
    {
        var hub = new RedisHub(server.Address, TimeProvider.System);
        for (var tries = 0; !hub.IsConnected; tries++)
        {
            Assert.True(tries < 200, "Redis did not answer");
            await Task.Delay(25);
        }

        return hub;
    }
}

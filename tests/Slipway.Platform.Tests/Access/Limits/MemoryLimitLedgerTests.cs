using Slipway.Platform.Access.Limits;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Access.Limits;

public sealed class MemoryLimitLedgerTests
{
    private static readonly LimitRule Window = new("window", LimitSubject.Address, 60);
    private static readonly LimitRule Bucket = new("bucket", LimitSubject.Caller, 60, Burst: 10);

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryLimitLedger _ledger;

    public MemoryLimitLedgerTests() => _ledger = new MemoryLimitLedger(_time);

    [Fact]
    public async Task A_window_allows_sixty_refuses_the_next_and_opens_again_with_the_minute()
    {
        for (var request = 1; request <= 60; request++)
        {
            var decision = await _ledger.TakeAsync(Window, "a");
            Assert.True(decision.Allowed);
            Assert.Equal(60 - request, decision.Remaining);
        }
        var refused = await _ledger.TakeAsync(Window, "a");
        Assert.False(refused.Allowed);
        Assert.InRange(refused.RetryAfter.TotalSeconds, 0.001, 60);
        Assert.Equal(_time.GetUtcNow() + refused.RetryAfter, refused.Resets);
        _time.Advance(refused.RetryAfter);
        Assert.True((await _ledger.TakeAsync(Window, "a")).Allowed);
    }

    [Fact]
    public async Task A_bucket_allows_ten_at_once_and_then_one_a_second()
    {
        for (var request = 0; request < 10; request++)
            Assert.True((await _ledger.TakeAsync(Bucket, "a")).Allowed);
        var refused = await _ledger.TakeAsync(Bucket, "a");
        Assert.False(refused.Allowed);
        Assert.Equal(1, refused.RetryAfter.TotalSeconds, 3);
        for (var second = 0; second < 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.True((await _ledger.TakeAsync(Bucket, "a")).Allowed);
            Assert.False((await _ledger.TakeAsync(Bucket, "a")).Allowed);
        }
    }

    [Fact]
    public async Task Subjects_and_rules_are_counted_apart()
    {
        for (var request = 0; request < 10; request++)
            await _ledger.TakeAsync(Bucket, "a");
        Assert.False((await _ledger.TakeAsync(Bucket, "a")).Allowed);
        Assert.True((await _ledger.TakeAsync(Bucket, "b")).Allowed);
        Assert.True((await _ledger.TakeAsync(Window, "a")).Allowed);
    }

    [Fact]
    public async Task Subjects_that_have_their_allowance_back_are_forgotten()
    {
        for (var subject = 0; subject < 1000; subject++)
            await _ledger.TakeAsync(subject % 2 == 0 ? Bucket : Window, $"{subject}");
        _time.Advance(TimeSpan.FromMinutes(2));
        await _ledger.TakeAsync(Bucket, "one more");
        Assert.Equal(1, _ledger.Subjects);
    }

    [Fact]
    public async Task Many_at_once_get_no_more_than_the_limit()
    {
        var decisions = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () => await _ledger.TakeAsync(Window, "a"))));
        Assert.Equal(60, decisions.Count(decision => decision.Allowed));
    }
}

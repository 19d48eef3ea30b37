namespace Slipway.Testing.Tests;

public sealed class FakeTimeProviderTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Time_passes_only_when_it_is_advanced()
    {
        var (now, timestamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());

        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(now + TimeSpan.FromMinutes(3), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMinutes(3), _clock.GetElapsedTime(timestamp));
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_times_and_each_sees_its_own()
    {
        var start = _clock.GetUtcNow();
        var fired = new List<string>();
        using var late = _clock.CreateTimer(_ => Note("late"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var often = _clock.CreateTimer(_ => Note("often"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["often 2", "often 4", "late 5", "often 6"], fired);
        Assert.Equal(1, _clock.PendingTimers);

        void Note(string name) => fired.Add($"{name} {(_clock.GetUtcNow() - start).TotalSeconds}");
    }

    [Fact]
    public void A_disposed_timer_never_fires_and_a_changed_one_fires_anew()
    {
        var fired = 0;
        var timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
        _clock.Advance(TimeSpan.FromSeconds(2));
        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(2, fired);
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), _clock, TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));

        await delay;
    }
}

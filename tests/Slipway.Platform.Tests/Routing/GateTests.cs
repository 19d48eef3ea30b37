using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Routing;
using Slipway.Protocol.Client;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Routing;

public sealed class GateTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Gate _gate;

    public GateTests() => _gate = new Gate(longestQueue: 3, _clock);

    [Fact]
    public async Task An_engine_never_holds_more_than_its_slots_and_one_more()
    {
        _gate.Add(NewReplica("r", slots: 2));

        var inside = new List<Seat>();
        for (var i = 0; i < 3; i++)
            inside.Add((await Enter()).Seat!);
        var fourth = Enter();

        Assert.False(fourth.IsCompleted);
        Assert.Equal(new GateLoad(1, 3, 3), _gate.Load);
        inside[0].Dispose();
        Assert.True((await fourth).Granted);
    }

    [Fact]
    public async Task A_full_queue_refuses_with_a_time_to_come_back()
    {
        _gate.Expect();
        var waiting = Enumerable.Range(0, 3).Select(_ => Enter()).ToList();

        var refused = await Enter();

        Assert.All(waiting, wait => Assert.False(wait.IsCompleted));
        Assert.Equal(FailureKind.QueueFull, refused.Refusal!.Kind);
        Assert.True(refused.Refusal.RetryAfter >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Who_leaves_the_queue_is_not_served_and_keeps_nobody_waiting()
    {
        _gate.Expect();
        using var leave = new CancellationTokenSource();
        var gone = Enter(cancellation: leave.Token);
        var next = Enter();

        await leave.CancelAsync();
        _gate.Add(NewReplica("r", slots: 0));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.True((await next).Granted);
        Assert.Equal(new GateLoad(0, 1, 1), _gate.Load);
    }

    [Fact]
    public async Task Who_has_waited_long_enough_is_told_so()
    {
        _gate.Expect();
        var waiting = Enter();

        _clock.Advance(TimeSpan.FromSeconds(9));
        _gate.Sweep();
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _gate.Sweep();

        Assert.Equal(FailureKind.WaitedTooLong, (await waiting).Refusal!.Kind);
        Assert.Equal(0, _gate.Load.Waiting);
    }

    [Fact]
    public async Task A_model_that_cannot_be_loaded_answers_everybody_with_the_reason()
    {
        _gate.Expect();
        var waiting = Enter();

        _gate.Close(new Failure(FailureKind.ModelNotReady, "broken file"));

        Assert.Equal("broken file", (await waiting).Refusal!.Message);
        Assert.Equal("broken file", (await Enter()).Refusal!.Message);
    }

    [Fact]
    public async Task A_withdrawn_replica_gets_nothing_new_and_says_when_it_is_empty()
    {
        _gate.Add(NewReplica("old", slots: 4));
        var seat = (await Enter()).Seat!;
        _gate.Add(NewReplica("new", slots: 4));

        var empty = _gate.WithdrawAsync("old");

        Assert.False(empty.IsCompleted);
        Assert.Equal("new", (await Enter()).Seat!.Replica.Id);
        seat.Dispose();
        await empty;
    }

    [Fact]
    public async Task The_replica_that_saw_the_same_opening_is_preferred_while_its_load_is_near_the_least()
    {
        _gate.Add(NewReplica("a", slots: 9));
        _gate.Add(NewReplica("b", slots: 9));

        var first = (await Enter(opening: 7)).Seat!;
        var second = (await Enter(opening: 7)).Seat!;
        var third = (await Enter(opening: 7)).Seat!;

        Assert.Equal(first.Replica.Id, second.Replica.Id);
        Assert.NotEqual(first.Replica.Id, third.Replica.Id);
    }

    [Fact]
    public async Task A_seat_given_back_twice_counts_once()
    {
        _gate.Add(NewReplica("r", slots: 0));
        var seat = (await Enter()).Seat!;

        seat.Dispose();
        seat.Dispose();

        Assert.Equal(new GateLoad(0, 0, 1), _gate.Load);
    }

    [Fact]
    public async Task Ten_thousand_visitors_with_random_cancellations_leave_nothing_behind()
    {
        var gate = new Gate(longestQueue: 100_000, TimeProvider.System);
        gate.Add(NewReplica("r", slots: 7));
        var random = new Random(42);
        var plans = Enumerable.Range(0, 10_000).Select(i => (Caller: $"k{random.Next(5)}", Leaves: random.Next(4) == 0)).ToList();

        await Task.WhenAll(plans.Select(plan => Task.Run(async () =>
        {
            using var leave = new CancellationTokenSource();
            try
            {
                var entering = gate.EnterAsync(new Visitor(plan.Caller, "", TimeSpan.FromMinutes(1)), leave.Token);
                if (plan.Leaves)
                    await leave.CancelAsync();
                using var seat = (await entering).Seat!;
                await Task.Yield();
            }
            catch (OperationCanceledException)
            {
                Assert.True(plan.Leaves);
            }
        })));

        Assert.Equal(new GateLoad(0, 0, 8), gate.Load);
    }

    private Task<Admission> Enter(int opening = 0, CancellationToken cancellation = default) =>
        _gate.EnterAsync(new Visitor("caller", "", TimeSpan.FromSeconds(10), opening), cancellation).AsTask();

    private static Replica NewReplica(string id, int slots)
    {
        var endpoint = new ReplicaEndpoint(EngineAddress.Unix("/nowhere"), EngineDialect.Slipway, slots);
        return new Replica(id, "", endpoint, new EngineConnection(endpoint));
    }
}

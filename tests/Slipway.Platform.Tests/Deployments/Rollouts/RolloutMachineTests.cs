using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Deployments.Canary;

namespace Slipway.Platform.Tests.Deployments.Rollouts;

/// <summary>The rules alone, on a clock that is a number.</summary>
public sealed class RolloutMachineTests
{
    private const long Second = Micros.PerSecond;

    private readonly Random _random = new(7);
    private readonly CanarySide _good;
    private readonly CanarySide _bad;
    private long _now = 1_000_000 * Second;

    public RolloutMachineTests() => (_good, _bad) = (Side(200, 0, 40), Side(50, 25, 40));

    [Fact]
    public void A_canary_as_good_as_the_stable_version_is_promoted_step_by_step()
    {
        var rollout = Roll(Canary(Machine()), Machine(), () => (Side(400, 0, 40), Side(400, 0, 40)));

        Assert.Equal((RolloutPhase.Serving, "2"), (rollout.Phase, rollout.Stable.Id));
        Assert.Equal(["provisioning", "verifying", "canary-10", "canary-50", "live"], rollout.Stages.Select(stage => stage.Name));
        Assert.All(rollout.Stages, stage => Assert.Equal(StageStatus.Completed, stage.Status));
        Assert.NotNull(rollout.Stages[2].Figures);
        Assert.Equal("1", rollout.Previous!.Id);
    }

    [Fact]
    public void A_canary_with_errors_is_rolled_back_with_the_figures()
    {
        var rollout = Roll(Canary(Machine()), Machine(), () => (Side(100, 40, 40), Side(400, 0, 40)));

        Assert.Equal((RolloutPhase.RolledBack, "1"), (rollout.Phase, rollout.Stable.Id));
        Assert.Contains("error_rate is worse: 40", rollout.Reason);
        Assert.Equal(StageStatus.Failed, rollout.Stages[2].Status);
        Assert.Equal(StageStatus.Skipped, rollout.Stages[3].Status);
    }

    [Fact]
    public void A_canary_that_is_slow_is_rolled_back()
    {
        var rollout = Roll(Canary(Machine()), Machine(), () => (Side(100, 0, 80), Side(400, 0, 40)));

        Assert.Equal(RolloutPhase.RolledBack, rollout.Phase);
        Assert.Contains("time_per_output_token is worse", rollout.Reason);
    }

    [Theory]
    [InlineData(Inconclusive.Hold, RolloutPhase.RolledBack, 10)]
    [InlineData(Inconclusive.Rollback, RolloutPhase.RolledBack, 1)]
    [InlineData(Inconclusive.Promote, RolloutPhase.Serving, 2)]
    public void A_canary_without_traffic_ends_by_the_rule(Inconclusive rule, RolloutPhase end, int windows)
    {
        var machine = Machine(rule);
        var since = _now;

        var rollout = Roll(Canary(machine), machine, () => (default, default));

        Assert.Equal(end, rollout.Phase);
        Assert.InRange((_now - since) / Second, windows * 60, windows * 60 + 30);
    }

    [Fact]
    public void A_canary_that_keeps_dying_is_rolled_back_before_its_window_ends()
    {
        var machine = Machine();
        var rollout = Canary(machine);

        rollout = machine.Step(rollout, View(rollout, canaryLosses: 4), _now, []);

        Assert.Equal(RolloutPhase.RolledBack, rollout.Phase);
        Assert.Contains("does not stay up: it died", rollout.Reason);
    }

    [Fact]
    public void A_percentage_that_is_asked_for_comes_first_and_the_larger_steps_follow()
    {
        var rollout = Machine().Deploy(Serving(), Version("2"), 25, 1, _now);

        Assert.Equal(["provisioning", "verifying", "canary-25", "canary-50", "live"], rollout.Stages.Select(stage => stage.Name));
        Assert.Equal(0, rollout.Share);
    }

    [Fact]
    public void Whatever_happens_it_ends_and_never_serves_what_it_has_rolled_back()
    {
        for (var run = 0; run < 100; run++)
        {
            var machine = Machine((Inconclusive)_random.Next(3));
            var rollout = RolloutMachine.First(Version("0"), 1, _now);
            var deployed = 0;
            HashSet<string> rolledBack = [];
            for (var step = 0; step < 200; step++)
            {
                var before = rollout;
                rollout = Act(machine, rollout, ref deployed, rolledBack);
                Note(before, rollout, rolledBack);
                AssertSound(rollout, rolledBack);
            }

            // Nobody interferes any more and all replicas work: it comes to rest.
            for (var second = 0; second < 3600 && !IsFinal(rollout); second += 5)
            {
                _now += 5 * Second;
                var before = rollout;
                rollout = machine.Step(Tally(rollout, default, default), View(rollout), _now, []);
                Note(before, rollout, rolledBack);
                AssertSound(rollout, rolledBack);
            }

            Assert.True(IsFinal(rollout), $"{rollout.Phase}");
        }
    }

    private Rollout Act(RolloutMachine machine, Rollout rollout, ref int deployed, HashSet<string> rolledBack)
    {
        _now += _random.Next(1, 40) * Second;
        switch (_random.Next(10))
        {
            case 0:
                var version = $"{++deployed}";
                rolledBack.Remove(version);
                return machine.Deploy(rollout, Version(version), _random.Next(3) switch { 0 => null, 1 => 100, _ => _random.Next(1, 100) }, 1, _now);
            case 1:
                return machine.Move(rollout, _random.Next(0, 101), _now);
            case 2:
                return machine.RollBack(rollout, 1, _now) is { Succeeded: true } back ? back.Value : rollout;
            case 3:
                return RolloutMachine.Hibernate(rollout) is { Succeeded: true } asleep ? asleep.Value : rollout;
            case 4:
                return RolloutMachine.Wake(rollout, 1, _now);
            default:
                var losses = _random.Next(12) == 0 ? 4 : 0;
                var side = _random.Next(4) == 0 ? _bad : _good;
                return machine.Step(
                    Tally(rollout, side, _good), View(rollout, ready: _random.Next(3) > 0, canaryLosses: losses, stableLosses: _random.Next(40) == 0 ? 4 : 0), _now, []);
        }
    }

    /// <summary>A canary that left without taking over was taken back.</summary>
    private static void Note(Rollout before, Rollout after, HashSet<string> rolledBack)
    {
        if (before.Canary is { } canary && !before.Returns && after.Canary?.Id != canary.Id && after.Stable.Id != canary.Id)
            rolledBack.Add(canary.Id);
    }

    private static void AssertSound(Rollout rollout, HashSet<string> rolledBack)
    {
        Assert.DoesNotContain(rollout.Tracks(1), track => rolledBack.Contains(track.Version));
        Assert.True(rollout.Canary is not null || rollout.Share == 0);
        Assert.True((rollout.Phase == RolloutPhase.Canary) == (rollout.Canary is not null), $"{rollout.Phase}");
        Assert.InRange(rollout.Stages.Count(stage => stage.Status == StageStatus.Running), 0, 1);
    }

    private static bool IsFinal(Rollout rollout) =>
        rollout.Phase is RolloutPhase.Serving or RolloutPhase.RolledBack or RolloutPhase.Hibernated or RolloutPhase.Failed;

    private Rollout Roll(Rollout rollout, RolloutMachine machine, Func<(CanarySide, CanarySide)> evidence)
    {
        for (var second = 0; second < 3600 && rollout.Phase == RolloutPhase.Canary; second += 10)
        {
            _now += 10 * Second;
            var (canary, stable) = evidence();
            rollout = machine.Step(Tally(rollout, canary, stable), View(rollout), _now, []);
        }

        return rollout;
    }

    private Rollout Tally(Rollout rollout, CanarySide canary, CanarySide stable) => rollout.StepAt == 0 ? rollout : rollout with
    {
        CanaryTally = rollout.CanaryTally + canary,
        StableTally = rollout.StableTally + stable,
        TalliedAt = _now,
    };

    /// <summary>A canary that has its first traffic.</summary>
    private Rollout Canary(RolloutMachine machine)
    {
        var rollout = machine.Deploy(Serving(), Version("2"), null, 1, _now);
        rollout = machine.Step(rollout, View(rollout), _now, []);
        Assert.Equal(10, rollout.Share);
        return rollout;
    }

    private Rollout Serving() => RolloutMachine.First(Version("1"), 1, _now) with { Phase = RolloutPhase.Serving, WasLive = true };

    private CanarySide Side(int requests, int errors, double milliseconds)
    {
        var side = default(CanarySide);
        for (var i = 0; i < requests; i++)
            side = side.With(i < errors, Around(milliseconds * 3), Around(milliseconds));
        return side;

        TimeSpan Around(double mean) => TimeSpan.FromMilliseconds(mean * (0.9 + 0.2 * _random.NextDouble()));
    }

    private static RolloutMachine Machine(Inconclusive rule = Inconclusive.Hold) => new(new RolloutOptions { Inconclusive = rule });

    private static RolloutView View(Rollout rollout, bool ready = true, int canaryLosses = 0, int stableLosses = 0)
    {
        var tracks = rollout.Tracks(1);
        return new RolloutView(Status(rollout.Stable.Id, stableLosses), rollout.Canary is { } canary ? Status(canary.Id, canaryLosses) : null, tracks.Count == 0);

        TrackStatus? Status(string version, int losses) => tracks.FirstOrDefault(track => track.Version == version) is { } track
            ? new TrackStatus(version) { Wanted = track.Replicas, Ready = ready ? track.Replicas : 0, Losses = losses, Problem = losses > 0 ? "it died" : "" } : null;
    }

    private static DeployedVersion Version(string id) => new(id, "model", "v" + id, new ModelSource { Dialect = EngineDialect.Slipway, Path = "/" + id });
}

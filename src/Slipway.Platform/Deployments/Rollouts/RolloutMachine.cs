using Slipway.Platform.Common;
using Slipway.Platform.Deployments.Canary;

namespace Slipway.Platform.Deployments;

/// <summary>
/// The rules by which versions roll, as functions from what is to what is next: nothing here waits, reads a clock or knows a replica.
/// A new version comes up beside the stable one, gets its share step by step, and takes over or is taken back.
/// </summary>
public sealed class RolloutMachine(RolloutOptions options)
{
    /// <summary>A first version takes all traffic.</summary>
    public static Rollout First(DeployedVersion version, int replicas, long now) => new()
    {
        Phase = RolloutPhase.Provisioning,
        Stable = version,
        Asked = version,
        Replicas = replicas,
        Stages = [new Stage(Stage.Provisioning).Start(now), new Stage(Stage.Verifying), new Stage(Stage.Live)],
    };

    /// <param name="rollout">What is.</param>
    /// <param name="version">What should serve.</param>
    /// <param name="percentage">Where the canary starts; null for the first of the settings' steps, 0 or 100 for no canary.</param>
    /// <param name="least">Replicas that a sleeping deployment wakes with.</param>
    /// <param name="now">When.</param>
    public Rollout Deploy(Rollout rollout, DeployedVersion version, double? percentage, int least, long now)
    {
        if (!rollout.WasLive)
            return First(version, Math.Max(least, rollout.Replicas), now);
        if (rollout.Canary?.Id == version.Id)
            return percentage is { } moved ? Move(rollout, moved, now) : rollout;
        if (rollout.Stable.Id == version.Id && rollout.Canary is null)
        {
            // Serving it already: only what it runs with may have changed.
            var woken = Wake(rollout, least, now);
            return woken with
            {
                Asked = version,
                Stable = version,
                Reason = "",
                Phase = woken.Phase == RolloutPhase.RolledBack ? RolloutPhase.Serving : woken.Phase,
            };
        }

        if (rollout.Canary is not null && rollout.Stable.Id == version.Id)
            return TakeBack(rollout, StageStatus.Skipped, "the stable version was deployed again", null, now) with { Asked = version };
        // Beside a version that fails there is nothing to compare with.
        var first = rollout.Phase == RolloutPhase.Failed ? 100 : percentage ?? options.Steps[0];
        var direct = first is <= 0 or >= 100;
        return Begin(rollout, version, direct ? [] : [first, .. options.Steps.Where(step => step > first && step < 100)], least, now)
            with
        { Asked = version };
    }

    /// <summary>Moves the canary by hand: 100 promotes, 0 aborts. Without a canary there is nothing to split.</summary>
    public Rollout Move(Rollout rollout, double percentage, long now)
    {
        if (rollout.Canary is null || (rollout.Promotes && percentage >= 100))
            return rollout;
        if (percentage <= 0)
            return TakeBack(rollout, StageStatus.Skipped, "the canary was ended by hand", null, now);
        if (percentage == rollout.Target)
            return rollout;
        var ahead = percentage >= 100 ? [] : options.Steps.Where(step => step > percentage && step < 100).ToList();
        var begun = rollout.StepAt != 0 || rollout.Share > 0;
        var stages = rollout.Stages.Where(stage => !stage.IsCanary || stage.Status != StageStatus.Pending)
            .Select(stage => stage.IsCanary && stage.Status == StageStatus.Running ? stage.End(StageStatus.Completed, now)
                : stage.Name == Stage.Live ? new Stage(Stage.Live) : stage).ToList();
        stages.InsertRange(stages.Count - 1, (percentage >= 100 ? [] : ahead.Prepend(percentage)).Select(step => new Stage(Stage.Canary(step))));
        return rollout with
        {
            Target = percentage,
            Ahead = ahead,
            Stages = begun ? Start(stages, percentage >= 100 ? Stage.Live : Stage.Canary(percentage), now) : stages,
            // A canary that answers already gets its new share at once.
            Share = begun ? Math.Min(percentage, 100) : 0,
            StepAt = begun && percentage < 100 ? now : 0,
            WindowAt = now,
            TalliedAt = now,
            Windows = 0,
            CanaryTally = default,
            StableTally = default,
        };
    }

    /// <summary>Ends a canary, or returns to the version before; a conflict where there is none.</summary>
    public Result<Rollout> RollBack(Rollout rollout, int least, long now)
    {
        if (rollout.Canary is not null && !rollout.Returns)
            return TakeBack(rollout, StageStatus.Skipped, "rolled back by hand", null, now);
        if (rollout.Returns)
            return rollout;
        return rollout.Previous is { } previous
            ? Begin(rollout, previous, [], least, now) with { Returns = true }
            : new Failure(FailureKind.Conflict, "there is no version to roll back to");
    }

    public static Result<Rollout> Hibernate(Rollout rollout) => rollout.Phase switch
    {
        RolloutPhase.Hibernating or RolloutPhase.Hibernated => rollout,
        RolloutPhase.Provisioning or RolloutPhase.Canary => new Failure(FailureKind.Conflict,
            "a version is rolling out; it can hibernate when that has ended"),
        _ => rollout with { Phase = RolloutPhase.Hibernating },
    };

    /// <summary>Brings back what sleeps, and lets what failed try again.</summary>
    public static Rollout Wake(Rollout rollout, int least, long now) => rollout.Phase switch
    {
        RolloutPhase.Hibernating or RolloutPhase.Hibernated => rollout with
        {
            Phase = RolloutPhase.Activating,
            Replicas = Math.Max(1, Math.Max(least, rollout.Replicas)),
            AwakeSince = now,
        },
        RolloutPhase.Failed when !rollout.WasLive => First(rollout.Asked, Math.Max(1, rollout.Replicas), now),
        _ when rollout.Replicas == 0 => rollout with { Replicas = Math.Max(1, least), AwakeSince = now },
        _ => rollout,
    };

    /// <summary>The next step, if what is allows one.</summary>
    public Rollout Step(Rollout rollout, RolloutView view, long now, ICollection<RolloutEvent> events)
    {
        var next = rollout.Phase switch
        {
            RolloutPhase.Provisioning => Provision(rollout, view.Stable, now),
            RolloutPhase.Canary => StepCanary(rollout, view, now),
            RolloutPhase.Hibernating when view.IsEmpty => rollout with { Phase = RolloutPhase.Hibernated },
            RolloutPhase.Activating when view.Stable is { Ready: > 0 } => rollout with { Phase = RolloutPhase.Serving, WasLive = true, Reason = "" },
            RolloutPhase.Updating when view.Stable is { Settled: true, Losses: 0 } => rollout with { Phase = RolloutPhase.Serving },
            RolloutPhase.Failed when rollout.WasLive && view.Stable is { Ready: > 0, Losses: 0 } => rollout with { Phase = RolloutPhase.Serving, Reason = "" },
            RolloutPhase.Serving or RolloutPhase.RolledBack or RolloutPhase.Updating or RolloutPhase.Activating
                when view.Stable is { } stable && stable.Losses >= options.MostLosses =>
                rollout with { Phase = RolloutPhase.Failed, Reason = stable.Problem },
            _ => rollout,
        };
        Tell(rollout, next, events);
        return next;
    }

    private static void Tell(Rollout before, Rollout after, ICollection<RolloutEvent> events)
    {
        if (before.Share != after.Share && after.Share > 0)
            events.Add(new RolloutEvent("canary", FormattableString.Invariant($"version {after.Canary!.Version} gets {after.Share:0.##} % of the traffic")));
        if (before.Phase == after.Phase)
            return;
        var (kind, message) = after.Phase switch
        {
            RolloutPhase.Serving when before.Phase is RolloutPhase.Provisioning or RolloutPhase.Canary => ("live", $"version {after.Stable.Version} serves"),
            RolloutPhase.Serving => ("serving", $"version {after.Stable.Version} serves again"),
            RolloutPhase.RolledBack => ("rolled_back", $"version {after.Stable.Version} serves: {after.Reason}"),
            RolloutPhase.Failed => ("failed", after.Reason),
            var phase => (phase.ToString().ToLowerInvariant(), $"the deployment is {phase.ToString().ToLowerInvariant()}"),
        };
        events.Add(new RolloutEvent(kind, message));
    }

    private Rollout Provision(Rollout rollout, TrackStatus? stable, long now)
    {
        if (stable is null)
            return rollout;
        if (stable.Ready > 0)
        {
            var stages = rollout.Stages.Select(stage => stage.HasEnded ? stage : stage.End(StageStatus.Completed, now)).ToList();
            return rollout with { Phase = RolloutPhase.Serving, WasLive = true, Stages = stages, Reason = "" };
        }

        return stable.Losses >= options.MostLosses
            ? rollout with { Phase = RolloutPhase.Failed, Reason = stable.Problem, Stages = Fail(rollout.Stages, stable.Problem, now) }
            : stable.Verifying ? rollout with { Stages = Verify(rollout.Stages, now) } : rollout;
    }

    private Rollout StepCanary(Rollout rollout, RolloutView view, long now)
    {
        if (rollout.Canary is null || view.Canary is not { } canary)
            return rollout;
        if (canary.Losses >= options.MostLosses)
            return TakeBack(rollout, StageStatus.Failed, $"version {rollout.Canary.Version} does not stay up: {canary.Problem}", null, now);
        if (rollout.StepAt != 0)
            return Judge(rollout, now);
        var complete = canary.Wanted == rollout.CanaryReplicas && (canary.Settled || (canary.Ready > 0 && canary.Pending is not null));
        if (!complete)
            return canary.Verifying ? rollout with { Stages = Verify(rollout.Stages, now) } : rollout;
        return rollout.Promotes ? Promote(rollout, now) : rollout with
        {
            Share = rollout.Target,
            Stages = Start(rollout.Stages, Stage.Canary(rollout.Target), now),
            StepAt = now,
            WindowAt = now,
            TalliedAt = now,
            Windows = 0,
            CanaryTally = default,
            StableTally = default,
        };
    }

    private Rollout Judge(Rollout rollout, long now)
    {
        var judgement = CanaryJudge.Judge(rollout.CanaryTally, rollout.StableTally, options.Canary);
        if (judgement.Verdict == Verdict.Worse)
            return TakeBack(rollout, StageStatus.Failed, Describe(judgement), judgement.Comparisons, now);
        // Everything of the window must have been counted.
        if (rollout.TalliedAt < rollout.WindowAt + options.Window.ToMicros())
            return rollout;
        if (judgement.Verdict == Verdict.Acceptable || options.Inconclusive == Inconclusive.Promote)
            return NextStep(rollout, judgement, now);
        var windows = rollout.Windows + 1;
        return options.Inconclusive == Inconclusive.Hold && windows < options.MostWindows
            ? rollout with { Windows = windows, WindowAt = rollout.TalliedAt }
            : TakeBack(rollout, StageStatus.Failed,
                $"no decision after {windows} windows: {rollout.CanaryTally.Errors.Count} requests to the canary, {rollout.StableTally.Errors.Count} to the stable version",
                judgement.Comparisons, now);
    }

    private static string Describe(Judgement judgement) => string.Join("; ", judgement.Comparisons.Where(each => each.Verdict == Verdict.Worse).Select(each =>
        FormattableString.Invariant($"{each.Metric} is worse: {each.Canary:0.##} against {each.Stable:0.##}, a difference of at least {each.Low:0.#} where {each.Margin:0.#} is allowed")));

    private static Rollout NextStep(Rollout rollout, Judgement judgement, long now)
    {
        var stages = rollout.Stages.Select(stage => stage.Status == StageStatus.Running
            ? stage.End(StageStatus.Completed, now) with { Figures = judgement.Comparisons } : stage).ToList();
        return rollout with
        {
            Target = rollout.Ahead.Count > 0 ? rollout.Ahead[0] : 100,
            Ahead = [.. rollout.Ahead.Skip(1)],
            Stages = rollout.Ahead.Count > 0 ? Start(stages, Stage.Canary(rollout.Ahead[0]), now) : Start(stages, Stage.Live, now),
            StepAt = 0,
        };
    }

    private static Rollout Promote(Rollout rollout, long now) => rollout with
    {
        Phase = rollout.Returns ? RolloutPhase.RolledBack : RolloutPhase.Serving,
        Reason = rollout.Returns ? "rolled back by hand" : "",
        Stable = rollout.Canary!,
        Canary = null,
        // What was rolled away is nothing to return to.
        Previous = rollout.Returns ? null : rollout.Stable,
        Returns = false,
        Share = 0,
        Target = 0,
        StepAt = 0,
        Stages = [.. rollout.Stages.Select(stage => stage.HasEnded ? stage : stage.End(StageStatus.Completed, now))],
    };

    private static Rollout Begin(Rollout rollout, DeployedVersion version, List<double> steps, int least, long now) => rollout with
    {
        Phase = RolloutPhase.Canary,
        Canary = version,
        Replicas = Math.Max(1, Math.Max(rollout.Replicas, least)),
        Share = 0,
        Target = steps.Count > 0 ? steps[0] : 100,
        Ahead = [.. steps.Skip(1)],
        Reason = "",
        StepAt = 0,
        Returns = false,
        Stages =
        [
            new Stage(Stage.Provisioning).Start(now), new Stage(Stage.Verifying),
            .. steps.Select(step => new Stage(Stage.Canary(step))), new Stage(Stage.Live),
        ],
    };

    private static Rollout TakeBack(
        Rollout rollout, StageStatus status, string reason, IReadOnlyList<Comparison>? figures, long now) => rollout with
        {
            Phase = RolloutPhase.RolledBack,
            Canary = null,
            Share = 0,
            Target = 0,
            Ahead = [],
            StepAt = 0,
            Returns = false,
            Reason = reason,
            Stages = [.. rollout.Stages.Select(stage => stage.Status switch
            {
                StageStatus.Running => stage.End(status, now) with { Reason = reason, Figures = figures },
                StageStatus.Pending => stage.End(StageStatus.Skipped, now),
                _ => stage,
            })],
        };

    private static IReadOnlyList<Stage> Verify(IReadOnlyList<Stage> stages, long now) =>
        stages[0].Name == Stage.Provisioning && stages[0].Status == StageStatus.Running ? Start(stages, Stage.Verifying, now) : stages;

    /// <summary>Ends whatever runs and starts that stage; those between, still pending, have been passed through.</summary>
    private static List<Stage> Start(IReadOnlyList<Stage> stages, string name, long now)
    {
        var at = stages.ToList().FindIndex(stage => stage.Name == name && !stage.HasEnded);
        return [.. stages.Select((stage, i) => i == at ? stage.Start(now) : i < at && !stage.HasEnded ? stage.End(StageStatus.Completed, now) : stage)];
    }

    private static List<Stage> Fail(IReadOnlyList<Stage> stages, string reason, long now) => [.. stages.Select(stage => stage.Status switch
    {
        StageStatus.Running => stage.End(StageStatus.Failed, now) with { Reason = reason },
        StageStatus.Pending => stage.End(StageStatus.Skipped, now),
        _ => stage,
    })];
}

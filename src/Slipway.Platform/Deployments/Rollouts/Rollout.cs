using System.Text.Json.Serialization;
using Slipway.Platform.Deployments.Canary;

namespace Slipway.Platform.Deployments;

/// <summary>How far an endpoint's versions have come. All of it is stored, so a restart continues in the middle of a step.</summary>
public sealed record Rollout
{
    public required RolloutPhase Phase { get; init; }

    /// <summary>The version that serves; of a first rollout the one that comes up.</summary>
    public required DeployedVersion Stable { get; init; }

    /// <summary>The version that is to follow it.</summary>
    public DeployedVersion? Canary { get; init; }

    /// <summary>What a rollback returns to.</summary>
    public DeployedVersion? Previous { get; init; }

    /// <summary>The version that was asked for last.</summary>
    public required DeployedVersion Asked { get; init; }

    /// <summary>The stable version has served already.</summary>
    public bool WasLive { get; init; }

    /// <summary>Replicas of the stable version; 0 while it sleeps.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>When it was last woken: idle time counts from there.</summary>
    public long AwakeSince { get; init; }

    /// <summary>Per cent of the traffic that the canary gets now.</summary>
    public double Share { get; init; }

    /// <summary>The share of this step; 100 takes the canary's place among the stable.</summary>
    public double Target { get; init; }

    /// <summary>The shares of the steps after this one, but for the last, which is 100.</summary>
    public IReadOnlyList<double> Ahead { get; init; } = [];

    public IReadOnlyList<Stage> Stages { get; init; } = [];

    /// <summary>Why it failed or was rolled back.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When the step got its traffic; 0 while its replicas come up.</summary>
    public long StepAt { get; init; }

    public long WindowAt { get; init; }

    /// <summary>Up to when the tallies count.</summary>
    public long TalliedAt { get; init; }

    /// <summary>Windows of this step that ended without a decision.</summary>
    public int Windows { get; init; }

    public CanarySide CanaryTally { get; init; }

    public CanarySide StableTally { get; init; }

    /// <summary>What rolls is the version before, on somebody's word.</summary>
    public bool Returns { get; init; }

    [JsonIgnore]
    public bool Promotes => Canary is not null && Target >= 100;

    /// <summary>Replicas of the canary: its share of them, and all before it takes over.</summary>
    [JsonIgnore]
    public int CanaryReplicas => Math.Clamp((int)Math.Ceiling(Replicas * Math.Min(100, Target) / 100), 1, Math.Max(1, Replicas));

    /// <summary>The stage that runs, or the last one that was reached.</summary>
    [JsonIgnore]
    public Stage? CurrentStage => Stages.FirstOrDefault(stage => stage.Status == StageStatus.Running)
        ?? Stages.LastOrDefault(stage => stage.Status is StageStatus.Completed or StageStatus.Failed) ?? (Stages.Count > 0 ? Stages[0] : null);

    public IReadOnlyList<Track> Tracks(long revision)
    {
        if (Phase is RolloutPhase.Hibernating or RolloutPhase.Hibernated || (Phase == RolloutPhase.Failed && !WasLive))
            return [];
        var stable = TrackOf(Stable, Replicas);
        return Canary is { } canary ? [stable, TrackOf(canary, CanaryReplicas)] : [stable];

        Track TrackOf(DeployedVersion version, int replicas) =>
            new(version.Id, version.Source, replicas, revision) { Environment = version.Environment };
    }
}

namespace Slipway.Platform.Deployments;

/// <summary>What is of one version.</summary>
public sealed record TrackStatus(string Version)
{
    public int Wanted { get; init; }

    /// <summary>What <see cref="Ready"/> replicas are of; the others are stale.</summary>
    public long Revision { get; init; }

    /// <summary>Replicas of the present revision that generate.</summary>
    public int Ready { get; init; }

    /// <summary>Replicas of an earlier revision that still serve.</summary>
    public int Stale { get; init; }

    /// <summary>A replica has been started and is being asked for its first token.</summary>
    public bool Verifying { get; init; }

    /// <summary>Why the last start failed or the last replica died; empty while all is well.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Starts that failed and replicas that died, since one last ran for a while.</summary>
    public int Losses { get; init; }

    /// <summary>What does not fit, in numbers, where replicas wait for room.</summary>
    public string? Pending { get; init; }

    public bool Settled => Ready >= Wanted && Stale == 0;
}

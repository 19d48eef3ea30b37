namespace Slipway.Platform.Deployments;

public enum StageStatus
{
    Pending,
    Running,
    Completed,
    Failed,
    Skipped,
}

/// <summary>One step of a rollout, with its times.</summary>
public sealed record Stage(string Name)
{
    public const string Provisioning = "provisioning";
    public const string Verifying = "verifying";
    public const string Live = "live";
    private const string CanaryPrefix = "canary-";

    public StageStatus Status { get; init; }

    public long? StartedAt { get; init; }

    public long? EndedAt { get; init; }

    /// <summary>What a person can act on.</summary>
    public string? Reason { get; init; }

    /// <summary>The figures that decided a canary step.</summary>
    public IReadOnlyList<Deployments.Canary.Comparison>? Figures { get; init; }

    public bool IsCanary => Name.StartsWith(CanaryPrefix, StringComparison.Ordinal);

    public bool HasEnded => Status is StageStatus.Completed or StageStatus.Failed or StageStatus.Skipped;

    public static string Canary(double percentage) => FormattableString.Invariant($"{CanaryPrefix}{percentage:0.##}");

    public Stage Start(long now) => Status == StageStatus.Pending ? this with { Status = StageStatus.Running, StartedAt = now } : this;

    public Stage End(StageStatus status, long now) => this with { Status = status, StartedAt = StartedAt ?? (status == StageStatus.Skipped ? null : now), EndedAt = now };
}

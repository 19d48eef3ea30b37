namespace Slipway.Platform.Deployments;

/// <summary>
/// What should be: a model under a name, and whether it should run. The controller compares it with what is. A loaded
/// configuration and the default model are deployments of one version and one replica; an endpoint's versions and replicas
/// follow from its rollout.
/// </summary>
public sealed record Deployment
{
    public required string Id { get; init; }
    public required string Project { get; init; }

    /// <summary>The model name that callers use.</summary>
    public required string Name { get; init; }

    public required DeploymentKind Kind { get; init; }
    public required ModelSource Source { get; init; }

    /// <summary>The version that <see cref="Source"/> is; empty where the name stands for one model only.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether replicas should run.</summary>
    public required bool Wanted { get; init; }

    /// <summary>Counts the changes of <see cref="Source"/>; a replica of an older revision is replaced.</summary>
    public required long Revision { get; init; }

    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }

    /// <summary>What its users asked for; only endpoints have it.</summary>
    public DeploymentSpec? Spec { get; init; }

    /// <summary>How far its versions have come; only endpoints have it.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>Sealed values of the engine's own variables, of the version that <see cref="Source"/> is. Not stored: it follows from the rollout.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>A request to it brings it up where it sleeps.</summary>
    public bool WakesOnRequest => Kind == DeploymentKind.Endpoint;

    /// <summary>The versions that should run now, each with its replicas.</summary>
    public IReadOnlyList<Track> Tracks => Rollout is { } rollout ? rollout.Tracks(Revision)
        : Wanted ? [new Track(Version, Source, 1, Revision)] : [];

    /// <summary>An endpoint whose versions have come further.</summary>
    public Deployment With(Rollout rollout) => this with
    {
        Rollout = rollout,
        Source = rollout.Stable.Source,
        Version = rollout.Stable.Id,
        Wanted = rollout.Tracks(Revision).Count > 0,
    };

    /// <summary>The deployment as a replica of that version sees it.</summary>
    public Deployment At(Track track) => this with { Version = track.Version, Source = track.Source, Environment = track.Environment };
}

namespace Slipway.Platform.Deployments;

/// <summary>
/// What should be: a model under a name, and whether it should run. The controller compares it with what is. A loaded
/// configuration and the default model are deployments of one replica.
/// </summary>
public sealed record Deployment
{
    public required string Id { get; init; }
    public required string Project { get; init; }

    /// <summary>The model name that callers use.</summary>
    public required string Name { get; init; }

    public required DeploymentKind Kind { get; init; }
    public required ModelSource Source { get; init; }

    /// <summary>Whether replicas should run.</summary>
    public required bool Wanted { get; init; }

    /// <summary>Counts the changes of <see cref="Source"/>; a replica of an older revision is replaced.</summary>
    public required long Revision { get; init; }

    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
}

namespace Slipway.Platform.Analytics;

/// <summary>What analytics must know of a deployment, past or present.</summary>
public sealed record DeploymentFacts
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary><c>kubernetes</c>, <c>serverless</c>; <c>loaded</c> and <c>default</c> are what the server runs for itself.</summary>
    public required string Type { get; init; }

    /// <summary>It was not deleted.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>The limit as it was written; null where none was set.</summary>
    public string? Cpu { get; init; }

    /// <inheritdoc cref="Cpu"/>
    public string? Memory { get; init; }

    public int MinReplicas { get; init; } = 1;
    public int MaxReplicas { get; init; } = 1;
    public bool UsesSpotInstances { get; init; }
    public bool HibernationEnabled { get; init; }

    /// <summary>It can be changed by its own settings; what the server runs for itself can't.</summary>
    public bool IsManaged => Type is "kubernetes" or "serverless";
}

namespace Slipway.Platform.Deployments;

/// <summary>What the users of an endpoint have asked for. Stored as JSON.</summary>
public sealed record DeploymentSpec
{
    /// <summary>The model as it was named: a registry name or the id of a version.</summary>
    public required string ModelId { get; init; }

    /// <summary>The registry's name of the model whose versions roll through.</summary>
    public required string ModelName { get; init; }

    /// <summary><c>original</c> or <c>optimized</c>.</summary>
    public string ModelType { get; init; } = "original";

    /// <summary><c>kubernetes</c> or <c>serverless</c>.</summary>
    public string DeploymentType { get; init; } = "kubernetes";

    public ResourceLimits Resources { get; init; } = new();

    public ScalingPolicy Scaling { get; init; } = new();

    public CostPolicy Cost { get; init; } = new();

    /// <summary>Looked up in the price book; it steers nothing here.</summary>
    public string? InstanceType { get; init; }

    /// <summary>Answers come from the stable version; the canary gets copies, and what it says is measured and dropped.</summary>
    public bool Mirror { get; init; }

    /// <summary>Moving this alias of the model starts a rollout of the version that it then names.</summary>
    public string? FollowsAlias { get; init; }

    /// <summary>JSON of the caller's own.</summary>
    public string Metadata { get; init; } = "{}";

    public string CreatedBy { get; init; } = "";
}

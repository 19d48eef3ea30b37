namespace Slipway.Platform.Analytics.Suggestions;

/// <summary>Part of a deployment's settings; what is null stays.</summary>
public sealed record DeploymentChange
{
    public string? Cpu { get; init; }
    public string? Memory { get; init; }
    public bool? UseSpotInstances { get; init; }
    public bool? HibernationEnabled { get; init; }
    public int? MinInstances { get; init; }
    public int? MaxInstances { get; init; }
}

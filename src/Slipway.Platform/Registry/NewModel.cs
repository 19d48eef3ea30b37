namespace Slipway.Platform.Registry;

/// <summary>What the caller says of a version to be made. The artifact is there already, or comes later.</summary>
public sealed record NewModel
{
    public required string Name { get; init; }

    /// <summary>Null takes the next patch version: <c>v1.0.0</c>, <c>v1.0.1</c> …</summary>
    public string? Version { get; init; }

    public required string Framework { get; init; }

    /// <summary>Null while the artifact is being fetched.</summary>
    public ModelArtifact? Artifact { get; init; }

    public string Source { get; init; } = "";
    public string Metadata { get; init; } = "{}";
    public string? ModelType { get; init; }
    public string? Description { get; init; }
    public ModelStage Stage { get; init; }
    public ModelMetrics? Metrics { get; init; }
    public ModelLineage Lineage { get; init; } = ModelLineage.None;
    public string? InputTemplate { get; init; }
}

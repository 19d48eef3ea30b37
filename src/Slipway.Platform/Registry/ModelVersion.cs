namespace Slipway.Platform.Registry;

/// <summary>
/// One version of a model. Its name, version and artifact never change; its stage does, and metrics and metadata are added to.
/// </summary>
public sealed record ModelVersion
{
    public required string Id { get; init; }
    public required string Project { get; init; }

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Counts the model's versions from 1 in the order of their registration; the store gives it.</summary>
    public long Number { get; init; }

    /// <summary>What the caller called it: <c>gguf</c>, <c>pytorch</c>, <c>safetensors</c>, or anything else.</summary>
    public required string Framework { get; init; }

    public ArtifactFormat Format { get; init; }

    /// <summary>The artifact's digest in the blob store; null before it is there, and for a file served in place.</summary>
    public string? Digest { get; init; }

    /// <summary>The file to open where the artifact is a directory that isn't opened as a whole.</summary>
    public string Entry { get; init; } = "";

    public ServedInPlace? InPlace { get; init; }

    public long Size { get; init; }

    /// <summary>Where it was taken from, as the caller named it.</summary>
    public string Source { get; init; } = "";

    public ModelFacts Facts { get; init; } = new();

    /// <summary>The caller's JSON object.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>The kind of base model: <c>maverick</c>, <c>scout</c>, or another's name.</summary>
    public string? ModelType { get; init; }

    public string? Description { get; init; }
    public ModelStage Stage { get; init; }
    public ModelMetrics? Metrics { get; init; }
    public ModelLineage Lineage { get; init; } = ModelLineage.None;

    /// <summary>Renders a free-form input as the prompt that the model was trained with; null for the default rendering.</summary>
    public string? InputTemplate { get; init; }

    public required ModelStatus Status { get; init; }

    /// <summary>Why it failed, for a person.</summary>
    public string? Problem { get; init; }

    public required string CreatedBy { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
}

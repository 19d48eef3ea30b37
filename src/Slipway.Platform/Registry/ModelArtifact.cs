namespace Slipway.Platform.Registry;

/// <summary>An artifact that is there, and what was found by looking into it.</summary>
public sealed record ModelArtifact(ArtifactFormat Format, long Size, ModelFacts Facts)
{
    /// <summary>In the blob store; null for a file served in place.</summary>
    public string? Digest { get; init; }

    public ServedInPlace? InPlace { get; init; }

    /// <summary>The file to open where the artifact is a directory that isn't opened as a whole.</summary>
    public string Entry { get; init; } = "";
}

namespace Slipway.Platform.Registry.Intake;

/// <summary>A model that will be sent in pieces.</summary>
public sealed record UploadPlan
{
    public required string Id { get; init; }
    public required string Project { get; init; }
    public required string CallerId { get; init; }
    public required string Name { get; init; }
    public required string Version { get; init; }
    public required string Framework { get; init; }
    public required string Metadata { get; init; }
    public required long Size { get; init; }

    /// <summary>Of the whole file, where the sender says it.</summary>
    public string? Sha256 { get; init; }
}

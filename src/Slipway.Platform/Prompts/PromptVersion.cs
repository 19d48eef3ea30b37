namespace Slipway.Platform.Prompts;

/// <summary>One version of a prompt; it never changes. Metadata is the caller's JSON object, as it was sent.</summary>
public sealed record PromptVersion
{
    public required string Project { get; init; }

    public required string PromptId { get; init; }

    public required string Version { get; init; }

    public required string Text { get; init; }

    public required string Metadata { get; init; }

    public required string CreatedBy { get; init; }

    public required long CreatedAt { get; init; }
}

namespace Slipway.Contracts.Generation;

/// <summary>The body of <c>POST /generate</c>. Only the prompt is required.</summary>
public sealed record GenerateRequest
{
    public required string Prompt { get; init; }
    public int? MaxTokens { get; init; }
    public double? Temperature { get; init; }
    public double? TopP { get; init; }
    public string? UserId { get; init; }

    /// <summary>Beside the documented fields: which model; the default one where absent.</summary>
    public string? Model { get; init; }

    /// <summary>Beside the documented fields: makes sampling repeatable.</summary>
    public long? Seed { get; init; }

    /// <summary>Beside the documented fields: texts that end the answer.</summary>
    public IReadOnlyList<string>? Stop { get; init; }
}

namespace Slipway.Contracts.Models;

/// <summary>What a model's file says of itself.</summary>
public sealed record ModelFactsInfo
{
    public string? Architecture { get; init; }
    public long? Parameters { get; init; }
    public long? ContextLength { get; init; }
    public string? Quantization { get; init; }

    /// <summary>Why no engine of the server runs it; null where one does.</summary>
    public string? Obstacle { get; init; }
}

namespace Slipway.Models.Quantization;

/// <summary>How <see cref="ImportanceMeter"/> runs a model.</summary>
public sealed record ImportanceOptions
{
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The text is run in windows of so many tokens, each on its own.</summary>
    public int Window { get; init; } = 512;

    /// <summary>Tokens of the text at most; null for all.</summary>
    public int? MostTokens { get; init; }
}

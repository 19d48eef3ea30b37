namespace Slipway.Protocol.OpenAi;

/// <summary>llama-server's figures of one generation. Reused prompt tokens are in <see cref="CacheN"/>, not in <see cref="PromptN"/>.</summary>
public sealed record Timings
{
    public int CacheN { get; init; }
    public int PromptN { get; init; }
    public double PromptMs { get; init; }
    public double PromptPerTokenMs { get; init; }
    public double PromptPerSecond { get; init; }
    public int PredictedN { get; init; }
    public double PredictedMs { get; init; }
    public double PredictedPerTokenMs { get; init; }
    public double PredictedPerSecond { get; init; }
}

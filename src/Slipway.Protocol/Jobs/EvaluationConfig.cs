namespace Slipway.Protocol.Jobs;

/// <summary>What an evaluation does, of its own or after training.</summary>
public sealed record EvaluationConfig
{
    /// <summary>Tokens of an answer at most; 0 measures loss and perplexity only.</summary>
    public int MaxTokens { get; set; } = 128;

    /// <summary>Examples at most, the first ones; null: all.</summary>
    public int? MaxExamples { get; set; } = 200;
}

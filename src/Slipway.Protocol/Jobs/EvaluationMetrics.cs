namespace Slipway.Protocol.Jobs;

/// <summary>What was measured; null where it wasn't.</summary>
public sealed record EvaluationMetrics
{
    public int Examples { get; init; }

    /// <summary>Mean over the answers' tokens, in nats.</summary>
    public double? Loss { get; init; }

    public double? Perplexity { get; init; }

    /// <summary>The part of the answers that is exactly the expected one.</summary>
    public double? Accuracy { get; init; }

    /// <summary>By words, the mean over the examples.</summary>
    public double? F1 { get; init; }

    public double? Precision { get; init; }

    public double? Recall { get; init; }

    public double? RougeL { get; init; }

    public double? TrajectorySimilarity { get; init; }
}

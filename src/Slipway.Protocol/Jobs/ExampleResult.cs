namespace Slipway.Protocol.Jobs;

/// <summary>A line of an evaluation's results file.</summary>
public sealed record ExampleResult(int Index, string Prompt, string Expected, string? Answer)
{
    public double? Loss { get; init; }

    public bool? Exact { get; init; }

    public double? F1 { get; init; }

    public double? Precision { get; init; }

    public double? Recall { get; init; }

    public double? RougeL { get; init; }

    public double? TrajectorySimilarity { get; init; }
}

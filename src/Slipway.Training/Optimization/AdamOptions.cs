namespace Slipway.Training.Optimization;

public sealed record AdamOptions
{
    public float Beta1 { get; init; } = 0.9f;

    public float Beta2 { get; init; } = 0.999f;

    public float Epsilon { get; init; } = 1e-8f;

    /// <summary>Decoupled decay of matrices; norms and biases have none.</summary>
    public float WeightDecay { get; init; } = 0.01f;
}

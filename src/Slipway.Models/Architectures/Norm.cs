namespace Slipway.Models.Architectures;

public enum NormKind
{
    /// <summary>x / sqrt(mean(x²) + ε).</summary>
    RootMeanSquare,

    /// <summary>(x - mean) / sqrt(variance + ε).</summary>
    Layer,
}

/// <summary>A normalization over the last dimension, then times the weight and plus the bias where there is one.</summary>
public sealed record Norm(NormKind Kind, float Epsilon, Weight? Weight = null, Weight? Bias = null);

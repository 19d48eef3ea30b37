namespace Slipway.Tensors;

/// <summary>One of the products that a <see cref="MatrixMultiplier"/> makes of the same inputs.</summary>
public unsafe struct Product
{
    public WeightMatrix Weights;

    /// <summary>Row m goes to Output + m · OutputStride.</summary>
    public float* Output;

    /// <summary>Floats between the beginnings of two output rows.</summary>
    public int OutputStride;

    /// <summary>One value for each output, or null.</summary>
    public float* Bias;

    /// <summary>Whether to add to what the output holds.</summary>
    public bool Accumulate;
}

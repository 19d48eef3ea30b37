using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>A linear layer's matrix and bias (or null) in memory.</summary>
internal sealed unsafe class BoundLinear(WeightMatrix matrix, float* bias)
{
    public WeightMatrix Matrix { get; } = matrix;

    public float* Bias { get; } = bias;

    public int Outputs => Matrix.Rows;

    public Product Into(float* output, int stride, bool accumulate = false) =>
        new() { Weights = Matrix, Bias = Bias, Output = output, OutputStride = stride, Accumulate = accumulate };
}

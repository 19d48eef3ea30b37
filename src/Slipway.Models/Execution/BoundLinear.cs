using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>A linear layer's matrix and bias (or null) in memory, and its place among the model's linear layers (or -1).</summary>
internal sealed unsafe class BoundLinear(WeightMatrix matrix, float* bias, int place)
{
    public WeightMatrix Matrix { get; } = matrix;

    public float* Bias { get; } = bias;

    public int Place { get; } = place;

    public int Outputs => Matrix.Rows;

    public Projection Into(float* output, int stride, bool accumulate = false) => new(this, output, stride, accumulate);
}

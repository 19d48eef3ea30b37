using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>A linear layer and where its outputs go.</summary>
internal readonly unsafe struct Projection(BoundLinear linear, float* output, int stride, bool accumulate = false)
{
    public BoundLinear Linear { get; } = linear;

    public float* Output { get; } = output;

    public int Stride { get; } = stride;

    public Product Product => new()
    {
        Weights = Linear.Matrix,
        Bias = Linear.Bias,
        Output = Output,
        OutputStride = Stride,
        Accumulate = accumulate,
    };
}

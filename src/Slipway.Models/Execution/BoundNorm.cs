using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>A normalization with its weight and bias (or null) in memory.</summary>
internal sealed unsafe class BoundNorm(NormKind kind, float epsilon, float* weight, float* bias)
{
    public void Apply(float* x, int length, float* y)
    {
        if (kind == NormKind.RootMeanSquare)
            RowOps.RmsNorm(x, weight, epsilon, length, y);
        else
            RowOps.LayerNorm(x, weight, bias, epsilon, length, y);
    }
}

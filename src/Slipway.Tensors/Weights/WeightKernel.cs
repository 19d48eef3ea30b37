using Slipway.Formats;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>What the products need of one weight type on one instruction set.</summary>
internal abstract unsafe class WeightKernel
{
    /// <summary>Decodes a row of weights to floats.</summary>
    public abstract void Decode(byte* source, int columns, float* target);

    /// <summary>The dot product of two rows of floats.</summary>
    public abstract float Dot(float* x, float* y, int columns);

    /// <summary>The kernel of a type; adding a type is one line here.</summary>
    public static WeightKernel Create<TLanes>(TensorType type) where TLanes : unmanaged, ILanes<TLanes> => type switch
    {
        TensorType.F32 => new FormatKernel<TLanes, F32Weights>(),
        TensorType.F16 => new FormatKernel<TLanes, F16Weights>(),
        TensorType.BF16 => new FormatKernel<TLanes, BF16Weights>(),
        TensorType.Q8_0 => new FormatKernel<TLanes, Q8_0Weights>(),
        _ => new CodecKernel<TLanes>(type),
    };
}

using Slipway.Formats;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>What the products need of one weight type on one instruction set.</summary>
internal abstract unsafe class WeightKernel
{
    /// <summary>Input rows that <see cref="MultiplyFew"/> takes at most; 0 where there is no such kernel for so many columns.</summary>
    public abstract int FewRows(int columns);

    /// <summary>
    /// Decodes a row of weights to floats: values 16 i … 16 i + 15 go to target + i · stride. The last sixteen are filled up with zeros
    /// where <paramref name="padded"/> says so, else nothing is written beyond the columns.
    /// </summary>
    public abstract void Decode(byte* source, int columns, float* target, int stride, bool padded);

    /// <summary>
    /// Dot products of <paramref name="count"/> consecutive weight rows with 1 to FewRows inputs, decoding weights once on the way:
    /// dots[m · count + n].
    /// </summary>
    public abstract void MultiplyFew(byte* weights, long rowBytes, int count, float* input, int inputStride, int rows, int columns, float* dots);

    /// <summary>The kernel of a type; adding a type is one line here.</summary>
    public static WeightKernel Create<TLanes>(TensorType type) where TLanes : unmanaged, ILanes<TLanes> => type switch
    {
        TensorType.F32 => new FormatKernel<TLanes, F32Weights>(),
        TensorType.F16 => new FormatKernel<TLanes, F16Weights>(),
        TensorType.BF16 => new FormatKernel<TLanes, BF16Weights>(),
        TensorType.Q8_0 => new FormatKernel<TLanes, Q8_0Weights>(),
        _ => new CodecKernel(type),
    };
}

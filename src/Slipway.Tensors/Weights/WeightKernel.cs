using Slipway.Formats;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>What the products need of one weight type on one instruction set.</summary>
internal abstract unsafe class WeightKernel
{
    /// <summary>Weights of what the kernel treats as a block.</summary>
    public abstract int BlockLength { get; }

    /// <summary>
    /// Decodes a row of weights to floats: values 16 i … 16 i + 15 go to target + i · stride. The last sixteen are filled up with zeros
    /// where <paramref name="padded"/> says so, else nothing is written beyond the columns.
    /// </summary>
    public abstract void Decode(byte* source, int columns, float* target, int stride, bool padded);

    /// <summary>Inputs that <see cref="MultiplyFew"/> takes at most.</summary>
    public abstract int FewInputs { get; }

    /// <summary>
    /// Dot products of <paramref name="count"/> consecutive weight rows, of whole blocks, with a few inputs, decoding on the way:
    /// dots[m · pitch + n], written up to the next multiple of four for both, so for m and n that don't exist too.
    /// </summary>
    public abstract void MultiplyFew(
        byte* weights, long rowBytes, int count, float* input, long stride, int inputs, int columns, float* dots, int pitch);

    /// <summary>The kernel of a type; adding a type is one line here.</summary>
    public static WeightKernel Create<TLanes>(TensorType type) where TLanes : unmanaged, ILanes<TLanes> => type switch
    {
        TensorType.F32 => new SmallBlockKernel<TLanes, F32Weights>(),
        TensorType.F16 => new SmallBlockKernel<TLanes, F16Weights>(),
        TensorType.BF16 => new SmallBlockKernel<TLanes, BF16Weights>(),
        TensorType.Q8_0 => new SmallBlockKernel<TLanes, Q8_0Weights>(),
        TensorType.Q4_0 => new SmallBlockKernel<TLanes, Q4_0Weights>(),
        TensorType.Q4_1 => new SmallBlockKernel<TLanes, Q4_1Weights>(),
        TensorType.Q5_0 => new SmallBlockKernel<TLanes, Q5_0Weights>(),
        TensorType.Q5_1 => new SmallBlockKernel<TLanes, Q5_1Weights>(),
        TensorType.Q2_K => new LargeBlockKernel<TLanes, Q2_KWeights>(),
        TensorType.Q3_K => new LargeBlockKernel<TLanes, Q3_KWeights>(),
        TensorType.Q4_K => new LargeBlockKernel<TLanes, Q4_KWeights>(),
        TensorType.Q5_K => new LargeBlockKernel<TLanes, Q5_KWeights>(),
        TensorType.Q6_K => new LargeBlockKernel<TLanes, Q6_KWeights>(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such weight type"),
    };
}

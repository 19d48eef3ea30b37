using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Rows;

/// <summary>What <see cref="RowOps"/> offers, on one instruction set.</summary>
internal abstract unsafe class RowKernels
{
    public static RowKernels Current { get; } = Create(InstructionSets.Current);

    public abstract void RmsNorm(float* x, float* weight, float epsilon, int n, float* y);

    public abstract void LayerNorm(float* x, float* weight, float* bias, float epsilon, int n, float* y);

    public abstract void Softmax(float* x, int n);

    public abstract void Scale(float* x, float factor, int n);

    public abstract void Add(float* x, float* y, int n);

    public abstract void AddScaled(float* x, float* y, float factor, int n);

    public abstract void Silu(float* x, int n);

    public abstract void Gelu(float* x, int n);

    public abstract void SiluMultiply(float* gate, float* up, int n);

    public abstract void GeluMultiply(float* gate, float* up, int n);

    public static RowKernels Create(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => new LaneRowKernels<Avx512Lanes>(),
        InstructionSet.Avx2 => new LaneRowKernels<Avx2Lanes>(),
        InstructionSet.Portable => new LaneRowKernels<PortableLanes>(),
        _ => new LaneRowKernels<ScalarLanes>(),
    };
}

using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Gradients;

/// <summary>What <see cref="GradientOps"/> offers, on one instruction set.</summary>
internal abstract unsafe class GradientKernels
{
    public static GradientKernels Current { get; } = Create(InstructionSets.Current);

    public abstract void SiluGradient(float* x, float* dy, int n, float* dx);

    public abstract void GeluGradient(float* x, float* dy, int n, float* dx);

    public abstract void SiluMultiplyGradient(float* gate, float* up, float* dy, int n, float* dgate, float* dup);

    public abstract void GeluMultiplyGradient(float* gate, float* up, float* dy, int n, float* dgate, float* dup);

    public abstract void RmsNormGradient(float* x, float* weight, float* dy, float epsilon, int n, float* dx, bool accumulate);

    public abstract void LayerNormGradient(float* x, float* weight, float* dy, float epsilon, int n, float* dx, bool accumulate);

    public abstract void AddNormWeightGradient(float* x, float mean, float scale, float* dy, int n, float* dweight);

    public abstract (float Mean, float Scale) Moments(float* x, float epsilon, int n, bool centred);

    public abstract float LogSumExp(float* x, float factor, int n);

    public abstract void ExpOf(float* x, float factor, float shift, float scale, int n);

    public abstract void SoftmaxGradient(float* p, float* dp, float mean, float factor, int n);

    public abstract float Dot(float* x, float* y, int n);

    public static GradientKernels Create(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => new LaneGradientKernels<Avx512Lanes>(),
        InstructionSet.Avx2 => new LaneGradientKernels<Avx2Lanes>(),
        InstructionSet.Portable => new LaneGradientKernels<PortableLanes>(),
        _ => new LaneGradientKernels<ScalarLanes>(),
    };
}

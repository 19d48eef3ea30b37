using Slipway.Formats;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>The kernels of all weight types on one instruction set; a type's is made when it is first met.</summary>
internal sealed class WeightKernels(InstructionSet set)
{
    private readonly WeightKernel?[] _kernels = new WeightKernel?[(int)Enum.GetValues<TensorType>().Max() + 1];

    public static WeightKernels Current { get; } = new(InstructionSets.Current);

    static WeightKernels() => HalfTable.Prepare();

    public WeightKernel For(TensorType type) => _kernels[(int)type] ??= set switch
    {
        InstructionSet.Avx512 => WeightKernel.Create<Avx512Lanes>(type),
        InstructionSet.Avx2 => WeightKernel.Create<Avx2Lanes>(type),
        InstructionSet.Portable => WeightKernel.Create<PortableLanes>(type),
        _ => WeightKernel.Create<ScalarLanes>(type),
    };
}

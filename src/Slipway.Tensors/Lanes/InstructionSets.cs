using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Tensors.Lanes;

/// <summary>
/// The environment variable SLIPWAY_KERNELS (scalar, portable, avx2, avx512) forces an instruction set; otherwise it is the best.
/// </summary>
internal static class InstructionSets
{
    public const string Variable = "SLIPWAY_KERNELS";

    public static InstructionSet Current { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    public static bool IsSupported(InstructionSet set) => set switch
    {
        InstructionSet.Scalar => true,
        InstructionSet.Portable => Vector128.IsHardwareAccelerated,
        InstructionSet.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        InstructionSet.Avx512 => Avx512BW.IsSupported && Avx512F.IsSupported,
        _ => false,
    };

    public static InstructionSet Choose(string? forced)
    {
        if (string.IsNullOrEmpty(forced))
            return Enum.GetValues<InstructionSet>().Where(IsSupported).Max();
        if (!Enum.TryParse<InstructionSet>(forced, ignoreCase: true, out var set) || !Enum.IsDefined(set))
            throw new InvalidOperationException($"{Variable}: expected scalar, portable, avx2 or avx512, found '{forced}'");
        return IsSupported(set) ? set : throw new InvalidOperationException($"{Variable}: this processor cannot run '{forced}'");
    }
}

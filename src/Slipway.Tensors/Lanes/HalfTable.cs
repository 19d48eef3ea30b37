using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Tensors.Lanes;

/// <summary>
/// The value of each half, for the scales of blocks: a look-up needs no arithmetic, and a layer's scales touch little of the table.
/// Kernels are compiled after <see cref="Values"/> was made, so its address is a constant in them.
/// </summary>
internal static unsafe class HalfTable
{
    public static readonly float* Values = Make();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Broadcast<TLanes>(byte* half) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Broadcast(Values[*(ushort*)half]);

    /// <summary>To be called before a kernel that uses the table is compiled.</summary>
    public static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(HalfTable).TypeHandle);

    private static float* Make()
    {
        var values = (float*)NativeMemory.AlignedAlloc(65536 * sizeof(float), 4096);
        for (var i = 0; i < 65536; i++)
            values[i] = HalfBits.Read((ushort)i);
        return values;
    }
}

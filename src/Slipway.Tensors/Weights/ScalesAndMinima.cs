using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>The head of Q4_K and Q5_K: two halves, then eight scales and eight minima of six bits in twelve bytes.</summary>
internal static unsafe class ScalesAndMinima
{
    /// <summary>Puts down d · scale of group g in factors[g], and -dmin · minimum in factors[24 + g].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read<TLanes>(byte* block, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
        const uint low = 0x3F3F3F3F, nibbles = 0x0F0F0F0F, top = 0x30303030;
        var packed = (uint*)(block + 4);
        var (a, b, c) = (packed[0], packed[1], packed[2]);
        var both = Vector128.Create(a & low, c & nibbles | a >> 2 & top, b & low, c >> 4 & nibbles | b >> 2 & top);
        var lanes = TLanes.FromBytes(both.AsSByte());
        TLanes.Store(TLanes.Multiply(lanes, HalfTable.Broadcast<TLanes>(block)), factors);
        TLanes.Store(TLanes.Multiply(lanes, TLanes.Subtract(TLanes.Broadcast(0), HalfTable.Broadcast<TLanes>(block + 2))), factors + 16);
    }
}

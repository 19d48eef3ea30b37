using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>Small integers out of packed bytes, sixteen at a time.</summary>
internal static unsafe class Quants
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LowNibbles(Vector128<byte> packed) => packed & Vector128.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> HighNibbles(Vector128<byte> packed) => Down(packed, 4, 15);

    /// <summary>Each byte shifted down, and what a mask leaves of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Down(Vector128<byte> packed, int bits, byte mask) =>
        (packed.AsUInt16() >> bits).AsByte() & Vector128.Create(mask);

    /// <summary>Each byte shifted up, and what a mask leaves of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Up(Vector128<byte> packed, int bits, byte mask) =>
        (packed.AsUInt16() << bits).AsByte() & Vector128.Create(mask);

    /// <summary>16 in each byte whose bit is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> FifthBits(ushort bits)
    {
        const ulong each = 0x0101010101010101;
        var spread = Vector128.Create((byte)bits * each, (ulong)(bits >> 8) * each).AsByte();
        var own = Vector128.Create(0x8040201008040201).AsByte();
        return Vector128.Equals(spread & own, own) & Vector128.Create((byte)16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Lanes<TLanes>(Vector128<byte> quants) where TLanes : unmanaged, ILanes<TLanes> => TLanes.FromBytes(quants.AsSByte());

    /// <summary>Of quants that are stored with an offset to make them positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Lanes<TLanes>(Vector128<byte> quants, sbyte offset) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.FromBytes(quants.AsSByte() - Vector128.Create(offset));
}

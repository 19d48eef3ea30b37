using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Slipway.Tensors.Lanes;

/// <summary>
/// Half precision by integer arithmetic, as .NET has no class for the processor's own conversions.
/// <para>
/// Reading: with the exponent re-biased, A is right for normal halves and B = 2A - 2^-14 for subnormal ones, and the smaller of both is
/// right for all. No intermediate is subnormal in fp32, which would be slow on some processors.
/// </para>
/// </summary>
internal static class HalfBits
{
    public const int MagnitudeMask = 0x0FFFE000;
    public const int Rebias = 112 << 23;
    public const float SmallestNormal = 1f / 16384;

    private const float Largest = 65504f;

    public static float Read(ushort half)
    {
        var bits = (int)(short)half << 13;
        var a = BitConverter.Int32BitsToSingle((bits & MagnitudeMask) + Rebias);
        var b = MathF.FusedMultiplyAdd(a, 2, -SmallestNormal);
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a < b ? a : b) | bits & int.MinValue);
    }

    public static ushort Write(float value) =>
        BitConverter.HalfToUInt16Bits((Half)(value > Largest ? Largest : value < -Largest ? -Largest : value));

    /// <summary>Four floats to halves in the low half of each element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<uint> Write(Vector128<float> value)
    {
        var magnitude = Vector128.MinNative(Vector128.Abs(value), Vector128.Create(Largest));
        var bits = magnitude.AsUInt32();
        // Normal: re-bias and round away 13 bits, ties to even. Subnormal: adding 0.5 leaves the rounded bits at the bottom.
        var odd = (bits >> 13) & Vector128<uint>.One;
        var normal = (bits - Vector128.Create((uint)Rebias) + Vector128.Create(0xFFFu) + odd) >> 13;
        var subnormal = (magnitude + Vector128.Create(0.5f)).AsUInt32() - Vector128.Create(0x3F000000u);
        var small = Vector128.LessThan(magnitude, Vector128.Create(SmallestNormal)).AsUInt32();
        var sign = (value.AsUInt32() >> 16) & Vector128.Create(0x8000u);
        return Vector128.ConditionalSelect(small, subnormal, normal) | sign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Store(Vector128<float> a, Vector128<float> b, ushort* target) =>
        Vector128.Narrow(Write(a), Write(b)).Store(target);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Tensors.Lanes;

/// <summary>Sixteen floats in two 256-bit registers.</summary>
internal readonly unsafe struct Avx2Lanes(Vector256<float> low, Vector256<float> high) : ILanes<Avx2Lanes>
{
    private readonly Vector256<float> _low = low;
    private readonly Vector256<float> _high = high;

    public static int Registers => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Broadcast(float value) => new(Vector256.Create(value), Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Load(float* source) => new(Avx.LoadVector256(source), Avx.LoadVector256(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx2Lanes value, float* target)
    {
        Avx.Store(target, value._low);
        Avx.Store(target + 8, value._high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes LoadHalf(ushort* source) => new(Half(source), Half(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Avx2Lanes value, ushort* target)
    {
        HalfBits.Store(value._low.GetLower(), value._low.GetUpper(), target);
        HalfBits.Store(value._high.GetLower(), value._high.GetUpper(), target + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes LoadBFloat16(ushort* source) => new(BFloat16(source), BFloat16(source + 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes FromBytes(Vector128<sbyte> bytes) => new(Eight(bytes), Eight(Sse2.ShiftRightLogical128BitLane(bytes, 8)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Add(Avx2Lanes a, Avx2Lanes b) => new(Avx.Add(a._low, b._low), Avx.Add(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Subtract(Avx2Lanes a, Avx2Lanes b) => new(Avx.Subtract(a._low, b._low), Avx.Subtract(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Multiply(Avx2Lanes a, Avx2Lanes b) => new(Avx.Multiply(a._low, b._low), Avx.Multiply(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Divide(Avx2Lanes a, Avx2Lanes b) => new(Avx.Divide(a._low, b._low), Avx.Divide(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes MultiplyAdd(Avx2Lanes a, Avx2Lanes b, Avx2Lanes c) =>
        new(Fma.MultiplyAdd(a._low, b._low, c._low), Fma.MultiplyAdd(a._high, b._high, c._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Max(Avx2Lanes a, Avx2Lanes b) => new(Avx.Max(a._low, b._low), Avx.Max(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes Min(Avx2Lanes a, Avx2Lanes b) => new(Avx.Min(a._low, b._low), Avx.Min(a._high, b._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes SelectLess(Avx2Lanes a, Avx2Lanes b, Avx2Lanes then, Avx2Lanes otherwise) => new(
        Avx.BlendVariable(otherwise._low, then._low, Avx.CompareLessThan(a._low, b._low)),
        Avx.BlendVariable(otherwise._high, then._high, Avx.CompareLessThan(a._high, b._high)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx2Lanes PowerOfTwo(Avx2Lanes shifted) => new(PowerOfTwo(shifted._low), PowerOfTwo(shifted._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Avx2Lanes value) => Sum(Avx.Add(value._low, value._high));

    public static Avx2Lanes SumEach(float* sixteen)
    {
        var sums = stackalloc float[16];
        for (var i = 0; i < 16; i++)
            sums[i] = Sum(Load(sixteen + 16 * i));
        return Load(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Avx2Lanes value) => Largest(Avx.Max(value._low, value._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> eight)
    {
        var four = Sse.Add(eight.GetLower(), eight.GetUpper());
        var two = Sse.Add(four, Sse.MoveHighToLow(four, four));
        return Sse.AddScalar(two, Sse.Shuffle(two, two, 1)).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Vector256<float> eight)
    {
        var four = Sse.Max(eight.GetLower(), eight.GetUpper());
        var two = Sse.Max(four, Sse.MoveHighToLow(four, four));
        return Sse.MaxScalar(two, Sse.Shuffle(two, two, 1)).ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(ushort* source)
    {
        var bits = Avx2.ShiftLeftLogical(Avx2.ConvertToVector256Int32((short*)source), 13);
        var a = Avx2.Add(Avx2.And(bits, Vector256.Create(HalfBits.MagnitudeMask)), Vector256.Create(HalfBits.Rebias)).AsSingle();
        var b = Fma.MultiplyAdd(a, Vector256.Create(2f), Vector256.Create(-HalfBits.SmallestNormal));
        return Avx.Or(Avx.Min(a, b), Avx2.And(bits, Vector256.Create(int.MinValue)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> BFloat16(ushort* source) =>
        Avx2.ShiftLeftLogical(Avx2.ConvertToVector256Int32(source), 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Eight(Vector128<sbyte> bytes) => Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<float> shifted) =>
        Avx2.Add(Avx2.ShiftLeftLogical(shifted.AsInt32(), 23), Vector256.Create(127 << 23)).AsSingle();
}

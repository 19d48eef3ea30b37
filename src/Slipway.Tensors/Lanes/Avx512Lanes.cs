using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Tensors.Lanes;

/// <summary>Sixteen floats in one 512-bit register. Vector512 reports itself as slow on some processors, hence the processor's own classes.</summary>
internal readonly unsafe struct Avx512Lanes(Vector512<float> all) : ILanes<Avx512Lanes>
{
    private readonly Vector512<float> _all = all;

    public static int Registers => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Load(float* source) => new(Avx512F.LoadVector512(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Avx512Lanes value, float* target) => Avx512F.Store(target, value._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes LoadHalf(ushort* source)
    {
        var bits = Avx512F.ShiftLeftLogical(Avx512F.ConvertToVector512Int32(Vector256.Load((short*)source)), 13);
        var magnitude = Avx512F.And(bits, Vector512.Create(HalfBits.MagnitudeMask));
        var a = Avx512F.Add(magnitude, Vector512.Create(HalfBits.Rebias)).AsSingle();
        var b = Avx512F.FusedMultiplyAdd(a, Vector512.Create(2f), Vector512.Create(-HalfBits.SmallestNormal));
        var value = Avx512F.Min(a, b).AsInt32();
        return new(Avx512F.Or(value, Avx512F.And(bits, Vector512.Create(int.MinValue))).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Avx512Lanes value, ushort* target)
    {
        var (low, high) = (Avx512F.ExtractVector128(value._all, 0), Avx512F.ExtractVector128(value._all, 1));
        HalfBits.Store(low, high, target);
        (low, high) = (Avx512F.ExtractVector128(value._all, 2), Avx512F.ExtractVector128(value._all, 3));
        HalfBits.Store(low, high, target + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes LoadBFloat16(ushort* source) => new(Avx512F.ShiftLeftLogical(Avx512F.ConvertToVector512Int32(Vector256.Load(source)), 16).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes FromBytes(Vector128<sbyte> bytes) => new(Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(bytes)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Add(Avx512Lanes a, Avx512Lanes b) => new(Avx512F.Add(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Subtract(Avx512Lanes a, Avx512Lanes b) => new(Avx512F.Subtract(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Multiply(Avx512Lanes a, Avx512Lanes b) => new(Avx512F.Multiply(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Divide(Avx512Lanes a, Avx512Lanes b) => new(Avx512F.Divide(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes MultiplyAdd(Avx512Lanes a, Avx512Lanes b, Avx512Lanes c) => new(Avx512F.FusedMultiplyAdd(a._all, b._all, c._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Max(Avx512Lanes a, Avx512Lanes b) => new(Avx512F.Max(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes Min(Avx512Lanes a, Avx512Lanes b) => new(Avx512F.Min(a._all, b._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes SelectLess(Avx512Lanes a, Avx512Lanes b, Avx512Lanes then, Avx512Lanes otherwise) =>
        new(Avx512F.BlendVariable(otherwise._all, then._all, Avx512F.CompareLessThan(a._all, b._all)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Avx512Lanes PowerOfTwo(Avx512Lanes shifted)
    {
        var exponent = Avx512F.ShiftLeftLogical(shifted._all.AsInt32(), 23);
        return new(Avx512F.Add(exponent, Vector512.Create(127 << 23)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Avx512Lanes value) => Avx2Lanes.Sum(Avx.Add(value._all.GetLower(), value._all.GetUpper()));

    public static Avx512Lanes SumEach(float* sixteen)
    {
        // Each level joins two vectors into one: it adds both halves of the one and of the other, down to the tree's last pairs.
        var a = Quarters(sixteen);
        var b = Quarters(sixteen + 16);
        var c = Quarters(sixteen + 32);
        var d = Quarters(sixteen + 48);
        var ab = Avx512F.Add(Low(a, b), High(a, b));
        var cd = Avx512F.Add(Low(c, d), High(c, d));
        return new(Avx512F.Add(Avx512F.Shuffle(ab, cd, 0x88), Avx512F.Shuffle(ab, cd, 0xDD)));

        static Vector512<float> Low(Vector512<float> x, Vector512<float> y) =>
            Avx512F.UnpackLow(x.AsDouble(), y.AsDouble()).AsSingle();

        static Vector512<float> High(Vector512<float> x, Vector512<float> y) =>
            Avx512F.UnpackHigh(x.AsDouble(), y.AsDouble()).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(float* source)
    {
        // Vectors 0, 4, 8 and 12 from the source on, each added up to four lanes.
        var first = Halves(Avx512F.LoadVector512(source), Avx512F.LoadVector512(source + 64));
        var second = Halves(Avx512F.LoadVector512(source + 128), Avx512F.LoadVector512(source + 192));
        return Avx512F.Add(Avx512F.Shuffle4x128(first, second, 0x88), Avx512F.Shuffle4x128(first, second, 0xDD));

        static Vector512<float> Halves(Vector512<float> x, Vector512<float> y) =>
            Avx512F.Add(Avx512F.Shuffle4x128(x, y, 0x44), Avx512F.Shuffle4x128(x, y, 0xEE));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(Avx512Lanes value) => Avx2Lanes.Largest(Avx.Max(value._all.GetLower(), value._all.GetUpper()));
}

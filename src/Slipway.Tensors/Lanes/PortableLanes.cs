using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Slipway.Tensors.Lanes;

/// <summary>Sixteen floats in four 128-bit registers, with operations that every processor has (Arm's too).</summary>
internal readonly unsafe struct PortableLanes(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) : ILanes<PortableLanes>
{
    private readonly Vector128<float> _a = a;
    private readonly Vector128<float> _b = b;
    private readonly Vector128<float> _c = c;
    private readonly Vector128<float> _d = d;

    public static int Registers => AdvSimd.IsSupported ? 8 : 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes Broadcast(float value)
    {
        var four = Vector128.Create(value);
        return new(four, four, four, four);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes Load(float* source) =>
        new(Vector128.Load(source), Vector128.Load(source + 4), Vector128.Load(source + 8), Vector128.Load(source + 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(PortableLanes value, float* target)
    {
        value._a.Store(target);
        value._b.Store(target + 4);
        value._c.Store(target + 8);
        value._d.Store(target + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes LoadHalf(ushort* source)
    {
        var (a, b) = Vector128.Widen(Vector128.Load((short*)source));
        var (c, d) = Vector128.Widen(Vector128.Load((short*)source + 8));
        return new(Half(a), Half(b), Half(c), Half(d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(PortableLanes value, ushort* target)
    {
        HalfBits.Store(value._a, value._b, target);
        HalfBits.Store(value._c, value._d, target + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes LoadBFloat16(ushort* source)
    {
        var (a, b) = Vector128.Widen(Vector128.Load(source));
        var (c, d) = Vector128.Widen(Vector128.Load(source + 8));
        return new((a << 16).AsSingle(), (b << 16).AsSingle(), (c << 16).AsSingle(), (d << 16).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes FromBytes(Vector128<sbyte> bytes)
    {
        var (low, high) = Vector128.Widen(bytes);
        var (a, b) = Vector128.Widen(low);
        var (c, d) = Vector128.Widen(high);
        return new(
            Vector128.ConvertToSingle(a), Vector128.ConvertToSingle(b), Vector128.ConvertToSingle(c), Vector128.ConvertToSingle(d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes Add(PortableLanes x, PortableLanes y) => new(x._a + y._a, x._b + y._b, x._c + y._c, x._d + y._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes Subtract(PortableLanes x, PortableLanes y) => new(x._a - y._a, x._b - y._b, x._c - y._c, x._d - y._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes Multiply(PortableLanes x, PortableLanes y) => new(x._a * y._a, x._b * y._b, x._c * y._c, x._d * y._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes Divide(PortableLanes x, PortableLanes y) => new(x._a / y._a, x._b / y._b, x._c / y._c, x._d / y._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes Max(PortableLanes x, PortableLanes y) =>
        new(
            Vector128.MaxNative(x._a, y._a), Vector128.MaxNative(x._b, y._b), Vector128.MaxNative(x._c, y._c), Vector128.MaxNative(x._d, y._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes Min(PortableLanes x, PortableLanes y) =>
        new(
            Vector128.MinNative(x._a, y._a), Vector128.MinNative(x._b, y._b), Vector128.MinNative(x._c, y._c), Vector128.MinNative(x._d, y._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes MultiplyAdd(PortableLanes x, PortableLanes y, PortableLanes z) =>
        new(
            Vector128.FusedMultiplyAdd(x._a, y._a, z._a),
            Vector128.FusedMultiplyAdd(x._b, y._b, z._b),
            Vector128.FusedMultiplyAdd(x._c, y._c, z._c),
            Vector128.FusedMultiplyAdd(x._d, y._d, z._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes SelectLess(PortableLanes x, PortableLanes y, PortableLanes then, PortableLanes otherwise) => new(
        Vector128.ConditionalSelect(Vector128.LessThan(x._a, y._a), then._a, otherwise._a),
        Vector128.ConditionalSelect(Vector128.LessThan(x._b, y._b), then._b, otherwise._b),
        Vector128.ConditionalSelect(Vector128.LessThan(x._c, y._c), then._c, otherwise._c),
        Vector128.ConditionalSelect(Vector128.LessThan(x._d, y._d), then._d, otherwise._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PortableLanes PowerOfTwo(PortableLanes shifted) =>
        new(PowerOfTwo(shifted._a), PowerOfTwo(shifted._b), PowerOfTwo(shifted._c), PowerOfTwo(shifted._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(PortableLanes value)
    {
        var four = value._a + value._c + (value._b + value._d);
        var two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two[0] + two[1];
    }

    public static PortableLanes SumEach(float* sixteen)
    {
        var sums = stackalloc float[16];
        for (var i = 0; i < 16; i++)
            sums[i] = Sum(Load(sixteen + 16 * i));
        return Load(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Largest(PortableLanes value)
    {
        var four = Vector128.MaxNative(Vector128.MaxNative(value._a, value._b), Vector128.MaxNative(value._c, value._d));
        return MathF.Max(MathF.Max(four[0], four[1]), MathF.Max(four[2], four[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Half(Vector128<int> halves)
    {
        var bits = halves << 13;
        var a = ((bits & Vector128.Create(HalfBits.MagnitudeMask)) + Vector128.Create(HalfBits.Rebias)).AsSingle();
        var b = Vector128.FusedMultiplyAdd(a, Vector128.Create(2f), Vector128.Create(-HalfBits.SmallestNormal));
        return (Vector128.MinNative(a, b).AsInt32() | bits & Vector128.Create(int.MinValue)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOfTwo(Vector128<float> shifted) =>
        ((shifted.AsInt32() << 23) + Vector128.Create(127 << 23)).AsSingle();
}

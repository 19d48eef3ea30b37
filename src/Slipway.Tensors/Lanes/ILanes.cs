using System.Runtime.Intrinsics;

namespace Slipway.Tensors.Lanes;

/// <summary>
/// Sixteen floats, whatever registers hold them. All arithmetic of the kernels is written once over this, and every implementation
/// gives the same bits: each operation is IEEE-exact by lane, and <see cref="Sum"/> adds in one fixed order.
/// <para>
/// A dot product over K is DEFINED as sixteen accumulators, where lane l sums k = l, l + 16, l + 32, … by fused multiply-add (a row is
/// padded with zeros to whole sixteens), and then the tree (i, i + 8), (i, i + 4), (i, i + 2), (0, 1).
/// </para>
/// </summary>
internal unsafe interface ILanes<TSelf> where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>How many of these the registers of the processor hold.</summary>
    static abstract int Registers { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(float* source);

    static abstract void Store(TSelf value, float* target);

    /// <summary>Sixteen halves; an infinity or NaN is read as the finite number of the next exponent.</summary>
    static abstract TSelf LoadHalf(ushort* source);

    /// <summary>The nearest halves, ties to even; beyond their range the largest.</summary>
    static abstract void StoreHalf(TSelf value, ushort* target);

    static abstract TSelf LoadBFloat16(ushort* source);

    static abstract TSelf FromBytes(Vector128<sbyte> bytes);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Subtract(TSelf a, TSelf b);

    static abstract TSelf Multiply(TSelf a, TSelf b);

    static abstract TSelf Divide(TSelf a, TSelf b);

    /// <summary>a · b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>By lane: a &lt; b ? then : otherwise.</summary>
    static abstract TSelf SelectLess(TSelf a, TSelf b, TSelf then, TSelf otherwise);

    /// <summary>2^n of the integers n that lie in the low mantissa bits of 1.5 · 2^23 + n, for -126 ≤ n ≤ 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf shifted);

    static abstract float Sum(TSelf value);

    /// <summary>The sums of sixteen lanes that lie one after another.</summary>
    static abstract TSelf SumEach(float* sixteen);

    static abstract float Largest(TSelf value);
}

using System.Runtime.CompilerServices;

namespace Slipway.Tensors.Lanes;

/// <summary>What is put together from the operations of the lanes, so with the same bits everywhere.</summary>
internal static unsafe class LaneMath
{
    // Adding it leaves a float's integer part in the low bits of the mantissa.
    private const float Shifter = 3 << 22;
    private const float LowestExponent = -87;
    private const float HighestExponent = 88;

    /// <summary>e^x within 2 ulp; 0 below -87, e^88 above 88.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        // x = n ln 2 + r, |r| <= ln 2 / 2, where ln 2 comes in two parts; then Cephes' polynomial of r.
        var bounded = TLanes.Min(x, TLanes.Broadcast(HighestExponent));
        var shifted = TLanes.MultiplyAdd(bounded, TLanes.Broadcast(1.44269504f), TLanes.Broadcast(Shifter));
        var n = TLanes.Subtract(shifted, TLanes.Broadcast(Shifter));
        var r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-0.693359375f), bounded);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(2.12194440e-4f), r);
        var p = TLanes.MultiplyAdd(TLanes.Broadcast(1.9875691500e-4f), r, TLanes.Broadcast(1.3981999507e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(8.3334519073e-3f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(4.1665795894e-2f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(1.6666665459e-1f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(5.0000001201e-1f));
        p = TLanes.MultiplyAdd(TLanes.Multiply(p, r), r, TLanes.Add(r, TLanes.Broadcast(1)));
        var result = TLanes.Multiply(p, TLanes.PowerOfTwo(shifted));
        return TLanes.SelectLess(x, TLanes.Broadcast(LowestExponent), TLanes.Broadcast(0), result);
    }

    /// <summary>x / (1 + e^-z): x times the logistic function of z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Gate<TLanes>(TLanes x, TLanes z) where TLanes : unmanaged, ILanes<TLanes>
    {
        var one = TLanes.Broadcast(1);
        return TLanes.Divide(x, TLanes.Add(one, Exp(TLanes.Subtract(TLanes.Broadcast(0), z))));
    }

    /// <summary>Lanes from memory where <paramref name="count"/> is 16 or more, else so many and zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(float* source, int count) where TLanes : unmanaged, ILanes<TLanes> =>
        count >= 16 ? TLanes.Load(source) : LoadPart<TLanes>(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLanes>(TLanes value, float* target, int count) where TLanes : unmanaged, ILanes<TLanes>
    {
        if (count >= 16)
            TLanes.Store(value, target);
        else
            StorePart(value, target, count);
    }

    /// <summary>The first <paramref name="count"/> lanes from memory, the others <paramref name="fill"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TLanes LoadPart<TLanes>(float* source, int count, float fill = 0) where TLanes : unmanaged, ILanes<TLanes>
    {
        var values = stackalloc float[16];
        for (var i = 0; i < 16; i++)
            values[i] = i < count ? source[i] : fill;
        return TLanes.Load(values);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void StorePart<TLanes>(TLanes value, float* target, int count) where TLanes : unmanaged, ILanes<TLanes>
    {
        var values = stackalloc float[16];
        TLanes.Store(value, values);
        for (var i = 0; i < count; i++)
            target[i] = values[i];
    }
}

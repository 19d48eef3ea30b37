using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Rows;

/// <summary>A new x of each x, the y beside it, and a factor.</summary>
internal interface IElementwise
{
    static abstract TLanes Apply<TLanes>(TLanes x, TLanes y, TLanes factor) where TLanes : unmanaged, ILanes<TLanes>;
}

internal readonly struct Scaled : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes y, TLanes factor) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Multiply(x, factor);
}

internal readonly struct SumOfBoth : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes y, TLanes factor) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Add(x, y);
}

internal readonly struct SumWithScaled : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes y, TLanes factor) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.MultiplyAdd(y, factor, x);
}

internal readonly struct SiluOf : IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes y, TLanes factor) where TLanes : unmanaged, ILanes<TLanes> =>
        LaneMath.Gate(x, x);
}

internal readonly struct GeluOf : IElementwise
{
    // (1 + tanh z) / 2 is the logistic function of 2 z; z = √(2/π) (x + 0.044715 x³).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes y, TLanes factor) where TLanes : unmanaged, ILanes<TLanes>
    {
        var inner = TLanes.MultiplyAdd(TLanes.Multiply(x, x), TLanes.Broadcast(0.044715f), TLanes.Broadcast(1));
        return LaneMath.Gate(x, TLanes.Multiply(TLanes.Multiply(inner, x), TLanes.Broadcast(1.5957691216f)));
    }
}

internal readonly struct TimesOther<TOperation> : IElementwise where TOperation : struct, IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x, TLanes y, TLanes factor) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Multiply(TOperation.Apply(x, y, factor), y);
}

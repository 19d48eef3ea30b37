using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Gradients;

/// <summary>An activation and its derivative at x.</summary>
internal interface IActivation
{
    static abstract (TLanes Value, TLanes Slope) At<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>;
}

internal readonly struct SiluActivation : IActivation
{
    // y = x s with s = logistic(x); y' = s + y (1 - s).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TLanes Value, TLanes Slope) At<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        var one = TLanes.Broadcast(1);
        var logistic = LaneMath.Gate(one, x);
        var value = TLanes.Multiply(x, logistic);
        return (value, TLanes.MultiplyAdd(value, TLanes.Subtract(one, logistic), logistic));
    }
}

internal readonly struct GeluActivation : IActivation
{
    // y = x s with s = logistic(z), z = 2 √(2/π) (x + 0.044715 x³); y' = s + y (1 - s) z'.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TLanes Value, TLanes Slope) At<TLanes>(TLanes x) where TLanes : unmanaged, ILanes<TLanes>
    {
        var (one, factor, square) = (TLanes.Broadcast(1), TLanes.Broadcast(1.5957691216f), TLanes.Multiply(x, x));
        var inner = TLanes.MultiplyAdd(square, TLanes.Broadcast(0.044715f), one);
        var logistic = LaneMath.Gate(one, TLanes.Multiply(TLanes.Multiply(inner, x), factor));
        var value = TLanes.Multiply(x, logistic);
        var turn = TLanes.Multiply(TLanes.MultiplyAdd(square, TLanes.Broadcast(0.134145f), one), factor);
        return (value, TLanes.MultiplyAdd(TLanes.Multiply(value, TLanes.Subtract(one, logistic)), turn, logistic));
    }
}

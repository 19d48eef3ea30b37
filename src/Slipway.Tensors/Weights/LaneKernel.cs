using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>What doesn't depend on the type: products of rows that are floats already.</summary>
internal abstract unsafe class LaneKernel<TLanes> : WeightKernel where TLanes : unmanaged, ILanes<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override float Dot(float* x, float* y, int columns)
    {
        var sum = TLanes.Broadcast(0);
        var whole = columns & ~15;
        for (var k = 0; k < whole; k += 16)
            sum = TLanes.MultiplyAdd(TLanes.Load(x + k), TLanes.Load(y + k), sum);
        if (whole < columns)
        {
            var last = LaneMath.LoadPart<TLanes>(x + whole, columns - whole);
            sum = TLanes.MultiplyAdd(last, LaneMath.LoadPart<TLanes>(y + whole, columns - whole), sum);
        }
        return TLanes.Sum(sum);
    }
}

using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Products;

/// <summary>2 inputs by 3 outputs in 6 accumulators: each value loaded is used 2 or 3 times.</summary>
internal sealed unsafe class Tile2x3<TLanes> : TileKernel<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    public override int Inputs => 2;

    public override int Outputs => 3;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(float* input, long stride, int rows, float* panel, int steps, float* sums, bool first, byte* ahead, int aheadStep)
    {
        var x0 = input;
        var x1 = rows > 1 ? x0 + stride : x0;
        var row0 = sums;
        var row1 = sums + 1 * PanelRows * 16;
        TLanes s00, s01, s02,
            s10, s11, s12;
        if (first)
        {
            s00 = s01 = s02 = TLanes.Broadcast(0);
            s10 = s11 = s12 = TLanes.Broadcast(0);
        }
        else
        {
            s00 = TLanes.Load(row0 + 0 * 16);
            s01 = TLanes.Load(row0 + 1 * 16);
            s02 = TLanes.Load(row0 + 2 * 16);
            s10 = TLanes.Load(row1 + 0 * 16);
            s11 = TLanes.Load(row1 + 1 * 16);
            s12 = TLanes.Load(row1 + 2 * 16);
        }
        for (; steps > 0; steps--)
        {
            var (v0, v1) = (TLanes.Load(x0), TLanes.Load(x1));
            var w = TLanes.Load(panel + 0 * 16);
            s00 = TLanes.MultiplyAdd(w, v0, s00);
            s10 = TLanes.MultiplyAdd(w, v1, s10);
            w = TLanes.Load(panel + 1 * 16);
            s01 = TLanes.MultiplyAdd(w, v0, s01);
            s11 = TLanes.MultiplyAdd(w, v1, s11);
            w = TLanes.Load(panel + 2 * 16);
            s02 = TLanes.MultiplyAdd(w, v0, s02);
            s12 = TLanes.MultiplyAdd(w, v1, s12);
            x0 += 16;
            x1 += 16;
            Look(ahead);
            ahead += aheadStep;
            panel += 3 * 16;
        }
        TLanes.Store(s00, row0 + 0 * 16);
        TLanes.Store(s01, row0 + 1 * 16);
        TLanes.Store(s02, row0 + 2 * 16);
        TLanes.Store(s10, row1 + 0 * 16);
        TLanes.Store(s11, row1 + 1 * 16);
        TLanes.Store(s12, row1 + 2 * 16);
    }
}

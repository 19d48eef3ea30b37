using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Products;

/// <summary>4 inputs by 6 outputs in 24 accumulators: each value loaded is used 4 or 6 times.</summary>
internal sealed unsafe class Tile4x6<TLanes> : TileKernel<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    public override int Inputs => 4;

    public override int Outputs => 6;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(float* input, long stride, int rows, float* panel, int steps, float* sums, bool first, byte* ahead, int aheadStep)
    {
        var x0 = input;
        var x1 = rows > 1 ? x0 + stride : x0;
        var x2 = rows > 2 ? x1 + stride : x1;
        var x3 = rows > 3 ? x2 + stride : x2;
        var row0 = sums;
        var row1 = sums + 1 * PanelRows * 16;
        var row2 = sums + 2 * PanelRows * 16;
        var row3 = sums + 3 * PanelRows * 16;
        TLanes s00, s01, s02, s03, s04, s05,
            s10, s11, s12, s13, s14, s15,
            s20, s21, s22, s23, s24, s25,
            s30, s31, s32, s33, s34, s35;
        if (first)
        {
            s00 = s01 = s02 = s03 = s04 = s05 = TLanes.Broadcast(0);
            s10 = s11 = s12 = s13 = s14 = s15 = TLanes.Broadcast(0);
            s20 = s21 = s22 = s23 = s24 = s25 = TLanes.Broadcast(0);
            s30 = s31 = s32 = s33 = s34 = s35 = TLanes.Broadcast(0);
        }
        else
        {
            s00 = TLanes.Load(row0 + 0 * 16);
            s01 = TLanes.Load(row0 + 1 * 16);
            s02 = TLanes.Load(row0 + 2 * 16);
            s03 = TLanes.Load(row0 + 3 * 16);
            s04 = TLanes.Load(row0 + 4 * 16);
            s05 = TLanes.Load(row0 + 5 * 16);
            s10 = TLanes.Load(row1 + 0 * 16);
            s11 = TLanes.Load(row1 + 1 * 16);
            s12 = TLanes.Load(row1 + 2 * 16);
            s13 = TLanes.Load(row1 + 3 * 16);
            s14 = TLanes.Load(row1 + 4 * 16);
            s15 = TLanes.Load(row1 + 5 * 16);
            s20 = TLanes.Load(row2 + 0 * 16);
            s21 = TLanes.Load(row2 + 1 * 16);
            s22 = TLanes.Load(row2 + 2 * 16);
            s23 = TLanes.Load(row2 + 3 * 16);
            s24 = TLanes.Load(row2 + 4 * 16);
            s25 = TLanes.Load(row2 + 5 * 16);
            s30 = TLanes.Load(row3 + 0 * 16);
            s31 = TLanes.Load(row3 + 1 * 16);
            s32 = TLanes.Load(row3 + 2 * 16);
            s33 = TLanes.Load(row3 + 3 * 16);
            s34 = TLanes.Load(row3 + 4 * 16);
            s35 = TLanes.Load(row3 + 5 * 16);
        }
        for (; steps > 0; steps--)
        {
            var (v0, v1, v2, v3) = (TLanes.Load(x0), TLanes.Load(x1), TLanes.Load(x2), TLanes.Load(x3));
            var w = TLanes.Load(panel + 0 * 16);
            s00 = TLanes.MultiplyAdd(w, v0, s00);
            s10 = TLanes.MultiplyAdd(w, v1, s10);
            s20 = TLanes.MultiplyAdd(w, v2, s20);
            s30 = TLanes.MultiplyAdd(w, v3, s30);
            w = TLanes.Load(panel + 1 * 16);
            s01 = TLanes.MultiplyAdd(w, v0, s01);
            s11 = TLanes.MultiplyAdd(w, v1, s11);
            s21 = TLanes.MultiplyAdd(w, v2, s21);
            s31 = TLanes.MultiplyAdd(w, v3, s31);
            w = TLanes.Load(panel + 2 * 16);
            s02 = TLanes.MultiplyAdd(w, v0, s02);
            s12 = TLanes.MultiplyAdd(w, v1, s12);
            s22 = TLanes.MultiplyAdd(w, v2, s22);
            s32 = TLanes.MultiplyAdd(w, v3, s32);
            w = TLanes.Load(panel + 3 * 16);
            s03 = TLanes.MultiplyAdd(w, v0, s03);
            s13 = TLanes.MultiplyAdd(w, v1, s13);
            s23 = TLanes.MultiplyAdd(w, v2, s23);
            s33 = TLanes.MultiplyAdd(w, v3, s33);
            w = TLanes.Load(panel + 4 * 16);
            s04 = TLanes.MultiplyAdd(w, v0, s04);
            s14 = TLanes.MultiplyAdd(w, v1, s14);
            s24 = TLanes.MultiplyAdd(w, v2, s24);
            s34 = TLanes.MultiplyAdd(w, v3, s34);
            w = TLanes.Load(panel + 5 * 16);
            s05 = TLanes.MultiplyAdd(w, v0, s05);
            s15 = TLanes.MultiplyAdd(w, v1, s15);
            s25 = TLanes.MultiplyAdd(w, v2, s25);
            s35 = TLanes.MultiplyAdd(w, v3, s35);
            x0 += 16;
            x1 += 16;
            x2 += 16;
            x3 += 16;
            Look(ahead);
            ahead += aheadStep;
            panel += 6 * 16;
        }
        TLanes.Store(s00, row0 + 0 * 16);
        TLanes.Store(s01, row0 + 1 * 16);
        TLanes.Store(s02, row0 + 2 * 16);
        TLanes.Store(s03, row0 + 3 * 16);
        TLanes.Store(s04, row0 + 4 * 16);
        TLanes.Store(s05, row0 + 5 * 16);
        TLanes.Store(s10, row1 + 0 * 16);
        TLanes.Store(s11, row1 + 1 * 16);
        TLanes.Store(s12, row1 + 2 * 16);
        TLanes.Store(s13, row1 + 3 * 16);
        TLanes.Store(s14, row1 + 4 * 16);
        TLanes.Store(s15, row1 + 5 * 16);
        TLanes.Store(s20, row2 + 0 * 16);
        TLanes.Store(s21, row2 + 1 * 16);
        TLanes.Store(s22, row2 + 2 * 16);
        TLanes.Store(s23, row2 + 3 * 16);
        TLanes.Store(s24, row2 + 4 * 16);
        TLanes.Store(s25, row2 + 5 * 16);
        TLanes.Store(s30, row3 + 0 * 16);
        TLanes.Store(s31, row3 + 1 * 16);
        TLanes.Store(s32, row3 + 2 * 16);
        TLanes.Store(s33, row3 + 3 * 16);
        TLanes.Store(s34, row3 + 4 * 16);
        TLanes.Store(s35, row3 + 5 * 16);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Products;

/// <summary>
/// The inner loop of products of many inputs: a few inputs by a few outputs, whose accumulators stay in registers over a stretch of K.
/// Inputs are used where they lie; weights come as floats from a panel, where the tile's outputs alternate every sixteen values.
/// </summary>
internal abstract unsafe class TileKernel
{
    /// <summary>Outputs that share a panel; whole tiles of every shape, and whole sixteens.</summary>
    public const int PanelRows = 48;

    public abstract int Inputs { get; }

    public abstract int Outputs { get; }

    /// <summary>
    /// Adds <paramref name="steps"/> sixteens of K to accumulators in memory, or begins them. Of the inputs only
    /// <paramref name="rows"/> exist. The accumulators of input m and output n lie at sums + (m · PanelRows + n) · 16.
    /// Meanwhile, memory that will be needed later is asked for: each step, two cache lines at <paramref name="ahead"/>, which moves by
    /// <paramref name="aheadStep"/> bytes.
    /// </summary>
    public abstract void Multiply(
        float* input, long stride, int rows, float* panel, int steps, float* sums, bool first, byte* ahead, int aheadStep);

    /// <summary>Adds up the accumulators of one input: output[n] = bias[n] + sum (+ output[n]).</summary>
    public abstract void Finish(float* sums, int count, float* bias, bool accumulate, float* output);

    public static TileKernel Create(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => new Tile4x6<Avx512Lanes>(),
        InstructionSet.Avx2 => new Tile2x3<Avx2Lanes>(),
        InstructionSet.Portable => new Tile2x3<PortableLanes>(),
        _ => new Tile2x3<ScalarLanes>(),
    };
}

internal abstract unsafe class TileKernel<TLanes> : TileKernel where TLanes : unmanaged, ILanes<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void Look(byte* ahead)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(ahead);
            Sse.Prefetch0(ahead + 64);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sealed override void Finish(float* sums, int count, float* bias, bool accumulate, float* output)
    {
        for (var n = 0; n < count; n += 16)
        {
            var left = count - n;
            var value = TLanes.SumEach(sums + n * 16);
            if (bias != null)
                value = TLanes.Add(value, LaneMath.Load<TLanes>(bias + n, left));
            if (accumulate)
                value = TLanes.Add(LaneMath.Load<TLanes>(output + n, left), value);
            LaneMath.Store(value, output + n, left);
        }
    }
}

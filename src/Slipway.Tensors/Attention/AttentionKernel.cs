using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Attention;

/// <summary>The attention of a few consecutive rows to one key head, on one instruction set.</summary>
internal abstract unsafe class AttentionKernel
{
    /// <summary>Floats of scratch that <see cref="Attend"/> needs.</summary>
    public static long ScratchFloats(in AttentionCall call, int rows)
    {
        var queries = rows * (call.QueryHeads / call.Layout.KvHeads);
        var (dim, padded) = (call.Layout.HeadDim, Padded(call.Layout.HeadDim));
        const int tokens = KvLayout.BlockTokens;
        return 2 * (tokens * dim + 16) + queries * (dim + padded + tokens + 32);
    }

    public static int Padded(int headDim) => headDim + 15 & ~15;

    /// <summary>Puts the keys and values of a span's rows into the cache.</summary>
    public abstract void Store(in AttentionCall call, in AttentionSpan span, int kvHead);

    /// <summary>Attends from rows firstRow … firstRow + rows - 1 of a span, with all query heads of a key head.</summary>
    public abstract void Attend(in AttentionCall call, in AttentionSpan span, int kvHead, int firstRow, int rows, float* scratch);

    public static AttentionKernel Create(InstructionSet set) => set switch
    {
        InstructionSet.Avx512 => new LaneAttentionKernel<Avx512Lanes>(),
        InstructionSet.Avx2 => new LaneAttentionKernel<Avx2Lanes>(),
        InstructionSet.Portable => new LaneAttentionKernel<PortableLanes>(),
        _ => new LaneAttentionKernel<ScalarLanes>(),
    };
}

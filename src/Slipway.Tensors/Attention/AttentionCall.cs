namespace Slipway.Tensors;

/// <summary>One layer's attention over a batch.</summary>
public unsafe struct AttentionCall
{
    public KvLayout Layout;

    /// <summary>Block 0 of the cache; block b lies b · Layout.BlockBytes after it.</summary>
    public byte* Cache;

    public int Layer;

    /// <summary>Heads of the queries, a multiple of the layout's; query head h belongs to key head h / (QueryHeads / KvHeads).</summary>
    public int QueryHeads;

    /// <summary>Row r has its heads one after another at Queries + r · QueryStride.</summary>
    public float* Queries;

    public int QueryStride;

    /// <summary>Laid out as the queries are.</summary>
    public float* Output;

    public int OutputStride;

    /// <summary>Row r's keys, one head after another, at Keys + r · KeyStride; only <see cref="PagedAttention.Store"/> reads them.</summary>
    public float* Keys;

    public int KeyStride;

    public float* Values;

    public int ValueStride;

    /// <summary>What a score is multiplied by before the softmax, usually 1 / √headDim.</summary>
    public float Scale;

    /// <summary>A row sees only so many last positions, its own included; 0 for all.</summary>
    public int Window;

    /// <summary>A row sees only positions of its own chunk, which begin at multiples of this; 0 for all.</summary>
    public int Chunk;

    /// <summary>A row at a position sees those from here to its own.</summary>
    public readonly int FirstSeen(int position)
    {
        var first = Chunk > 0 ? position / Chunk * Chunk : 0;
        return Window > 0 ? Math.Max(first, position - Window + 1) : first;
    }
}

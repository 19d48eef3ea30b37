namespace Slipway.Tensors;

/// <summary>
/// How a block of the cache holds keys and values of 32 consecutive tokens, in half precision. For each layer and head: keys
/// transposed, [headDim][32], so that a lane is a token; then values, [32][headDim], so that a lane is a dimension.
/// </summary>
public sealed class KvLayout(int layers, int kvHeads, int headDim)
{
    public const int BlockTokens = 32;

    public int Layers { get; } = layers;

    public int KvHeads { get; } = kvHeads;

    public int HeadDim { get; } = headDim;

    /// <summary>Bytes of the keys, and of the values, of one layer and head.</summary>
    public long HeadBytes { get; } = (long)headDim * BlockTokens * sizeof(ushort);

    public long BlockBytes => Layers * KvHeads * 2 * HeadBytes;

    public long KeyOffset(int layer, int head) => ((long)layer * KvHeads + head) * 2 * HeadBytes;

    public long ValueOffset(int layer, int head) => KeyOffset(layer, head) + HeadBytes;
}

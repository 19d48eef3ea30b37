namespace Slipway.Tensors;

/// <summary>
/// Consecutive rows of one sequence within a batch. Blocks[i] is the number of the cache block with positions 32 i … 32 i + 31; only
/// entries that the rows see are read.
/// </summary>
public readonly unsafe struct AttentionSpan(int firstRow, int rowCount, int firstPosition, int* blocks)
{
    public int FirstRow { get; } = firstRow;

    public int RowCount { get; } = rowCount;

    public int FirstPosition { get; } = firstPosition;

    public int* Blocks { get; } = blocks;
}

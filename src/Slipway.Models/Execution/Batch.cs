using Slipway.Models.Adapters;

namespace Slipway.Models.Execution;

/// <summary>
/// What one step computes: spans of tokens of any number of sequences, decode and prefill mixed. Filled and run again and again;
/// nothing is allocated once it has seen its largest step. Spans of one sequence must come in the order of their positions.
/// </summary>
public sealed class Batch(int maxRows, int maxSpans)
{
    private readonly int[] _tokens = new int[maxRows];
    private readonly int[] _positions = new int[maxRows];
    private readonly BatchSpan[] _spans = new BatchSpan[maxSpans];
    private int[] _blocks = GC.AllocateArray<int>(256, pinned: true);
    private int _blockCount;
    private int _spanCount;

    public int MaxRows { get; } = maxRows;

    public int MaxSpans { get; } = maxSpans;

    public int Rows { get; private set; }

    internal ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Rows);

    internal ReadOnlySpan<int> Positions => _positions.AsSpan(0, Rows);

    internal ReadOnlySpan<BatchSpan> Spans => _spans.AsSpan(0, _spanCount);

    /// <summary>Pinned: the attention reads it by address.</summary>
    internal ReadOnlySpan<int> Blocks => _blocks.AsSpan(0, _blockCount);

    public void Clear()
    {
        // Adapters that are gone must not be kept alive from here.
        _spans.AsSpan(0, _spanCount).Clear();
        (Rows, _spanCount, _blockCount) = (0, 0, 0);
    }

    /// <summary>
    /// Adds tokens of a sequence from <paramref name="firstPosition"/> on. <paramref name="blocks"/> are all the sequence's blocks
    /// from position 0 to the last token; those of earlier positions hold what earlier steps wrote with the same adapter.
    /// </summary>
    public void Add(ReadOnlySpan<int> tokens, int firstPosition, ReadOnlySpan<int> blocks, Want want, Adapter? adapter = null)
    {
        if (tokens.IsEmpty)
            throw new ArgumentException("a span needs a token", nameof(tokens));
        ArgumentOutOfRangeException.ThrowIfNegative(firstPosition);
        if (Rows + tokens.Length > MaxRows || _spanCount == MaxSpans)
            throw new InvalidOperationException($"the batch holds at most {MaxRows} rows in {MaxSpans} spans");
        var needed = KvPool.BlocksFor(firstPosition + tokens.Length);
        if (blocks.Length < needed)
            throw new ArgumentException($"{firstPosition + tokens.Length} tokens need {needed} blocks, not {blocks.Length}", nameof(blocks));

        if (_blockCount + needed > _blocks.Length)
        {
            var larger = GC.AllocateArray<int>(Math.Max(2 * _blocks.Length, _blockCount + needed), pinned: true);
            Blocks.CopyTo(larger);
            _blocks = larger;
        }
        blocks[..needed].CopyTo(_blocks.AsSpan(_blockCount));
        tokens.CopyTo(_tokens.AsSpan(Rows));
        for (var i = 0; i < tokens.Length; i++)
            _positions[Rows + i] = firstPosition + i;
        _spans[_spanCount++] = new BatchSpan(Rows, tokens.Length, firstPosition, _blockCount, want, adapter);
        _blockCount += needed;
        Rows += tokens.Length;
    }
}

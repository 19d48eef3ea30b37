using Slipway.Engine.Cache;
using Slipway.Engine.Scheduling;
using Slipway.Models.Adapters;
using Slipway.Models.Execution;

namespace Slipway.Engine.Tests.Fakes;

/// <summary>
/// A model whose "keys and values" are the tokens themselves. A row's logits are a hash of everything that its sequence's blocks hold
/// up to it, so that a block which was shared, evicted or recomputed wrongly changes what comes out.
/// </summary>
internal sealed class ToyRunner(int blocks, int maxRows, int vocabulary = 257) : IStepRunner
{
    private readonly int[] _memory = [.. Enumerable.Repeat(-1, blocks * KvBlock.Tokens)];
    private readonly List<ulong> _logitRows = [];
    private readonly List<ulong> _hiddenRows = [];
    private readonly float[] _logits = new float[vocabulary];
    private readonly List<(int[] Tokens, int First, int[] Blocks, Want Want)> _spans = [];

    public int MaxRows => maxRows;

    /// <summary>Rows of each step so far, and how many of them only continued a stream.</summary>
    public List<(int Rows, int Streams)> Steps { get; } = [];

    /// <summary>Called before each step.</summary>
    public Action? Before { get; set; }

    public Exception? Fails { get; set; }

    public void Clear() => _spans.Clear();

    public void Add(ReadOnlySpan<int> tokens, int firstPosition, ReadOnlySpan<int> blocks, Want want, Adapter? adapter) =>
        _spans.Add((tokens.ToArray(), firstPosition, blocks.ToArray(), want));

    public void Run()
    {
        Before?.Invoke();
        if (Fails is { } failure)
            throw failure;
        Assert.True(_spans.Sum(span => span.Tokens.Length) <= maxRows);
        _logitRows.Clear();
        _hiddenRows.Clear();
        foreach (var (tokens, first, table, want) in _spans)
        {
            var state = 0UL;
            for (var position = 0; position < first + tokens.Length; position++)
            {
                var place = table[position / KvBlock.Tokens] * KvBlock.Tokens + position % KvBlock.Tokens;
                if (position >= first)
                    _memory[place] = tokens[position - first];
                Assert.True(_memory[place] >= 0, "a position is read that nobody has written");
                state = Mix(state * 31 + (ulong)_memory[place] + 1);
                if (position < first)
                    continue;
                if (want == Want.All || (want == Want.Last && position == first + tokens.Length - 1))
                    _logitRows.Add(state);
                else if (want == Want.Hidden)
                    _hiddenRows.Add(state);
            }
        }
        Steps.Add((_spans.Sum(span => span.Tokens.Length), _spans.Count(span => span is { Tokens.Length: 1, Want: Want.Last })));
    }

    public ReadOnlySpan<float> Logits(int index)
    {
        for (var token = 0; token < vocabulary; token++)
            _logits[token] = (Mix(_logitRows[index] + (ulong)token) >> 40) * 4e-7f;
        return _logits;
    }

    public ReadOnlySpan<float> Hidden(int index)
    {
        for (var i = 0; i < 8; i++)
            _logits[i] = (Mix(_hiddenRows[index] + (ulong)i) >> 40) * 1e-7f;
        return _logits.AsSpan(0, 8);
    }

    public void Dispose()
    {
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 31)) * 0x7FB5D329728EA185;
        x = (x ^ (x >> 27)) * 0x81DADEF4BC2DD44D;
        return x ^ (x >> 33);
    }
}

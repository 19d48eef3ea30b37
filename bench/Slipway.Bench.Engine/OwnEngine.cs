using System.Diagnostics;
using Slipway.Models;
using Slipway.Models.Execution;
using Slipway.Tensors;

namespace Slipway.Bench.Engine;

/// <summary>Times our executor in process, the way llama-bench times its own: a prompt of n tokens, or n tokens one after the other.</summary>
internal sealed class OwnEngine : IDisposable
{
    private const int MaxRows = 512;

    private readonly Model _model;
    private readonly KvPool _pool;
    private readonly Executor _executor;
    private readonly Batch _batch = new(MaxRows, 1);
    private readonly int[] _tokens;
    private readonly int[] _blocks;

    public OwnEngine(string path, ThreadTeam team)
    {
        _model = Model.Open(path);
        _blocks = [.. Enumerable.Range(0, KvPool.BlocksFor(1024))];
        _pool = new KvPool(_model.Spec, _blocks.Length);
        _executor = new Executor(_model, team, _pool, MaxRows);
        var random = new Random(1);
        _tokens = [.. Enumerable.Range(0, MaxRows).Select(_ => random.Next(_model.Spec.Vocabulary))];
        Prefill(16);
    }

    public double Prefill(int tokens)
    {
        var start = Stopwatch.GetTimestamp();
        Step(_tokens.AsSpan(0, tokens), 0);
        return tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public double Decode(int tokens)
    {
        var start = Stopwatch.GetTimestamp();
        for (var position = 0; position < tokens; position++)
            Step(_tokens.AsSpan(position, 1), position);
        return tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        _executor.Dispose();
        _pool.Dispose();
        _model.Dispose();
    }

    private void Step(ReadOnlySpan<int> tokens, int position)
    {
        _batch.Clear();
        _batch.Add(tokens, position, _blocks, Want.Last);
        _executor.Run(_batch);
    }
}

using Slipway.Models.Adapters;
using Slipway.Models.Execution;

namespace Slipway.Engine.Scheduling;

/// <summary>The executor as the scheduler sees it.</summary>
internal sealed class ExecutorRunner(Executor executor, int maxSpans) : IStepRunner
{
    private readonly Batch _batch = new(executor.MaxRows, maxSpans);

    public int MaxRows => executor.MaxRows;

    public void Clear() => _batch.Clear();

    public void Add(ReadOnlySpan<int> tokens, int firstPosition, ReadOnlySpan<int> blocks, Want want, Adapter? adapter) =>
        _batch.Add(tokens, firstPosition, blocks, want, adapter);

    public void Run() => executor.Run(_batch);

    public ReadOnlySpan<float> Logits(int index) => executor.Logits(index);

    public ReadOnlySpan<float> Hidden(int index) => executor.Hidden(index);

    public void Dispose() => executor.Dispose();
}

using Slipway.Formats;
using Slipway.Models.Execution;
using Slipway.Models.Synthesis;

namespace Slipway.Models.Tests.Execution;

/// <summary>Counts the bytes of all threads, so nothing may run beside it.</summary>
[CollectionDefinition(nameof(ExecutorAllocationTests), DisableParallelization = true)]
[Collection(nameof(ExecutorAllocationTests))]
public sealed class ExecutorAllocationTests
{
    [Fact]
    public void A_step_allocates_nothing()
    {
        using var model = new TestModel(RandomModelShape.Tiny, TensorType.Q8_0);
        var tokens = model.Tokens(60);
        void Run()
        {
            model.Batch.Clear();
            model.Batch.Add(tokens.AsSpan(0, 40), 0, [0, 1], Want.None);
            model.Batch.Add(tokens.AsSpan(0, 1), 30, [2], Want.Last);
            model.Executor.Run(model.Batch);
            model.Batch.Clear();
            model.Batch.Add(tokens.AsSpan(40, 1), 40, [0, 1], Want.Last);
            model.Executor.Run(model.Batch);
        }
        for (var i = 0; i < 3; i++)
            Run();

        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < 20; i++)
            Run();
        Assert.Equal(0, GC.GetTotalAllocatedBytes(precise: true) - before);
    }
}

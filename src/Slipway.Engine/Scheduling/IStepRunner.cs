using Slipway.Models.Adapters;
using Slipway.Models.Execution;

namespace Slipway.Engine.Scheduling;

/// <summary>What the scheduler needs of the executor. A row's results depend on its sequence only, never on the batch.</summary>
internal interface IStepRunner : IDisposable
{
    int MaxRows { get; }

    void Clear();

    /// <summary>Adds tokens of a sequence from a position on; the blocks are all of the sequence's, and so is the adapter.</summary>
    void Add(ReadOnlySpan<int> tokens, int firstPosition, ReadOnlySpan<int> blocks, Want want, Adapter? adapter);

    void Run();

    /// <summary>Logits of one row, counted over the rows that want logits, in the order of adding. Valid until the next run.</summary>
    ReadOnlySpan<float> Logits(int index);

    /// <summary>Final hidden state of one row, counted over the rows that want it.</summary>
    ReadOnlySpan<float> Hidden(int index);
}

using Slipway.Tensors.Attention;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors;

/// <summary>Causal attention over a cache in blocks (<see cref="KvLayout"/>), for batches that mix prompts and single tokens.</summary>
public sealed unsafe class PagedAttention : IDisposable
{
    private readonly ThreadTeam _team;
    private readonly Scratch _scratch;
    private readonly AttentionKernel _kernel;
    private readonly AttentionWork _attend;
    private readonly StoreWork _store;

    public PagedAttention(ThreadTeam team) : this(team, InstructionSets.Current)
    {
    }

    internal PagedAttention(ThreadTeam team, InstructionSet set)
    {
        _team = team;
        _scratch = new Scratch(team.Threads);
        _kernel = AttentionKernel.Create(set);
        _attend = new AttentionWork(_kernel, _scratch);
        _store = new StoreWork(_kernel);
    }

    /// <summary>Puts the keys and values of all rows into the cache.</summary>
    public void Store(in AttentionCall call, ReadOnlySpan<AttentionSpan> spans) => _store.Run(_team, call, spans);

    /// <summary>Attends from all rows to what the cache holds up to each row's own position.</summary>
    public void Run(in AttentionCall call, ReadOnlySpan<AttentionSpan> spans)
    {
        if (call.QueryHeads % call.Layout.KvHeads != 0)
            throw new ArgumentException($"{call.QueryHeads} query heads do not share {call.Layout.KvHeads} key heads evenly");
        _attend.Run(_team, call, spans);
    }

    public void Dispose() => _scratch.Dispose();
}

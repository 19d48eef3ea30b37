namespace Slipway.Tensors.Attention;

/// <summary>Writing keys and values, a key head of a span at a time. A few rows are not worth a round of the team.</summary>
internal sealed class StoreWork(AttentionKernel kernel) : TeamWork
{
    private const int RowsForTheTeam = 16;

    private AttentionCall _call;
    private AttentionSpan[] _spans = new AttentionSpan[16];

    public void Run(ThreadTeam team, in AttentionCall call, ReadOnlySpan<AttentionSpan> spans)
    {
        _call = call;
        if (spans.Length > _spans.Length)
            _spans = new AttentionSpan[spans.Length];
        spans.CopyTo(_spans);
        var rows = 0;
        foreach (ref readonly var span in spans)
            rows += span.RowCount;
        var items = spans.Length * call.Layout.KvHeads;
        if (rows >= RowsForTheTeam)
        {
            team.Run(this, items);
            return;
        }
        for (var item = 0; item < items; item++)
            Execute(item, 0);
    }

    public override void Execute(int item, int worker)
    {
        var (span, head) = Math.DivRem(item, _call.Layout.KvHeads);
        kernel.Store(_call, _spans[span], head);
    }
}

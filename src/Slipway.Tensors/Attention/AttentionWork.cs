namespace Slipway.Tensors.Attention;

/// <summary>Attention cut into pieces: a key head with its queries, for a few consecutive rows of a span.</summary>
internal sealed class AttentionWork(AttentionKernel kernel, Scratch scratch) : TeamWork
{
    private const int QueriesPerPiece = 32;

    private AttentionCall _call;
    private AttentionSpan[] _spans = new AttentionSpan[16];
    private Piece[] _pieces = new Piece[64];

    public void Run(ThreadTeam team, in AttentionCall call, ReadOnlySpan<AttentionSpan> spans)
    {
        _call = call;
        if (spans.Length > _spans.Length)
            _spans = new AttentionSpan[spans.Length];
        spans.CopyTo(_spans);
        var rowsPerPiece = Math.Max(1, QueriesPerPiece / (call.QueryHeads / call.Layout.KvHeads));
        scratch.Reserve(AttentionKernel.ScratchFloats(call, rowsPerPiece));
        var pieces = 0;
        for (var span = 0; span < spans.Length; span++)
        {
            // The last rows of a prompt see most, so they go first.
            var rows = spans[span].RowCount;
            for (var row = (rows - 1) / rowsPerPiece * rowsPerPiece; row >= 0; row -= rowsPerPiece)
            {
                for (var head = 0; head < call.Layout.KvHeads; head++)
                {
                    if (pieces == _pieces.Length)
                        Array.Resize(ref _pieces, 2 * pieces);
                    _pieces[pieces++] = new Piece(span, head, row, Math.Min(rowsPerPiece, rows - row));
                }
            }
        }
        team.Run(this, pieces);
    }

    public override unsafe void Execute(int item, int worker)
    {
        var piece = _pieces[item];
        kernel.Attend(_call, _spans[piece.Span], piece.KvHead, piece.FirstRow, piece.Rows, scratch.Of(worker));
    }

    private readonly record struct Piece(int Span, int KvHead, int FirstRow, int Rows);
}

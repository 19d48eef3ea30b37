using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>Normalizes, rotates and scales the heads of queries and keys, in place.</summary>
internal sealed unsafe class HeadStep(float* heads, int stride) : RowStep
{
    private BoundAttention? _attention;
    private int[]? _positions;
    private int[]? _sources;
    private bool _queries;
    private bool _keys;

    /// <summary>
    /// Treats <paramref name="rows"/> rows, which lie queries first, then keys. Row i belongs to row sources[i] of the batch, or to row
    /// i where sources is null; positions are those of the batch's rows.
    /// </summary>
    public void Run(ThreadTeam team, BoundAttention attention, int rows, int[] positions, int[]? sources, bool queries, bool keys)
    {
        (_attention, _positions, _sources, _queries, _keys) = (attention, positions, sources, queries, keys);
        Run(team, rows, 2 * stride);
    }

    protected override void Row(int row)
    {
        var spec = _attention!.Spec;
        var source = _sources?[row] ?? row;
        var head = heads + (long)row * stride;
        if (_queries)
        {
            var factor = spec.Temperature?.At(_positions![source]) ?? 1;
            for (var i = 0; i < spec.Heads; i++)
            {
                Turn(head + i * spec.HeadDim, _attention.QueryNorm, source);
                if (factor != 1)
                    RowOps.Scale(head + i * spec.HeadDim, factor, spec.HeadDim);
            }
        }
        if (_keys)
        {
            head += spec.Heads * spec.HeadDim;
            for (var i = 0; i < spec.KvHeads; i++)
                Turn(head + i * spec.HeadDim, _attention.KeyNorm, source);
        }
    }

    private void Turn(float* head, BoundNorm? norm, int source)
    {
        var spec = _attention!.Spec;
        if (!spec.NormAfterRope)
            norm?.Apply(head, spec.HeadDim, head);
        if (_attention.Rotation is { } rotation)
        {
            if (rotation.Rope.Pairs == RopePairs.Interleaved)
                RowOps.RotatePairs(head, rotation.Cosines(source), rotation.Sines(source), rotation.Pairs);
            else
                RowOps.RotateHalves(head, rotation.Cosines(source), rotation.Sines(source), rotation.Pairs);
        }
        if (spec.NormAfterRope)
            norm?.Apply(head, spec.HeadDim, head);
    }
}

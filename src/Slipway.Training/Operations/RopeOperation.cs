using Slipway.Models.Architectures;
using Slipway.Models.Execution;
using Slipway.Tensors;
using Slipway.Training.Tape;

namespace Slipway.Training.Operations;

/// <summary>Turns each head of the rows by their positions, in place; backwards by the same angle the other way.</summary>
internal sealed unsafe class RopeOperation(Compute compute, RotaryTable table, int heads, Node node) : Operation
{
    private readonly int _headDim = node.Width / heads;

    public override IReadOnlyList<Node> Inputs => [];

    public override IReadOnlyList<Node> Changed { get; } = [node];

    public override void Forward(Pass pass) => Turn(pass, node.Value, backwards: false);

    public override void Backward(Pass pass)
    {
        if (node.NeedsGradient)
            Turn(pass, node.Gradient, backwards: true);
    }

    private void Turn(Pass pass, float* values, bool backwards)
    {
        var pairs = table.Pairs;
        compute.ReserveOwn(pairs);
        compute.ForRanges(pass.Rows, 16, (row, end, worker) =>
        {
            for (; row < end; row++)
            {
                var position = pass.Batch.PositionOf[row];
                var (cosines, sines) = ((nint)table.Cosines(position), (nint)table.Sines(position));
                if (backwards)
                {
                    var opposite = compute.Own(worker);
                    for (var i = 0; i < pairs; i++)
                        opposite[i] = -((float*)sines)[i];
                    sines = (nint)opposite;
                }
                var head = values + (long)row * node.Width;
                for (var h = 0; h < heads; h++, head += _headDim)
                {
                    if (table.Rope.Pairs == RopePairs.Interleaved)
                        RowOps.RotatePairs(head, (float*)cosines, (float*)sines, pairs);
                    else
                        RowOps.RotateHalves(head, (float*)cosines, (float*)sines, pairs);
                }
            }
        });
    }
}

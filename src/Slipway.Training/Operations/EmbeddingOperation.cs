using Slipway.Tensors;
using Slipway.Training.Tape;
using Slipway.Training.Weights;

namespace Slipway.Training.Operations;

/// <summary>y[t] = tokens[token of t] · scale + positions[position of t].</summary>
internal sealed unsafe class EmbeddingOperation(Compute compute, MatrixWeights tokens, MatrixWeights? positions, float scale, Node output)
    : Operation
{
    private const int Columns = 64;

    public override IReadOnlyList<Node> Inputs => [];

    public override IReadOnlyList<Node> Outputs { get; } = [output];

    public override bool Trains => tokens.IsTrained || positions is { IsTrained: true };

    public override void Forward(Pass pass)
    {
        var width = output.Width;
        var own = positions is null ? 0 : width;
        compute.ReserveOwn(own);
        compute.ForRanges(pass.Rows, 16, (row, end, worker) =>
        {
            for (; row < end; row++)
            {
                var y = output.Value + (long)row * width;
                tokens.Read(pass.Batch.TokenOf[row], y);
                if (scale != 1)
                    RowOps.Scale(y, scale, width);
                if (positions is null)
                    continue;
                positions.Read(pass.Batch.PositionOf[row], compute.Own(worker));
                RowOps.Add(y, compute.Own(worker), width);
            }
        });
    }

    // Each thread has columns of its own, so that rows are added in their order whatever the threads.
    public override void Backward(Pass pass) => compute.ForRanges(output.Width, Columns, (column, end, _) =>
    {
        for (var row = 0; row < pass.Rows; row++)
        {
            var dy = output.Gradient + (long)row * output.Width + column;
            if (tokens.IsTrained)
                RowOps.AddScaled(tokens.Gradients.RowRange(pass.Batch.TokenOf[row], 1).Data + column, dy, scale, end - column);
            if (positions is { IsTrained: true })
                RowOps.Add(positions.Gradients.RowRange(pass.Batch.PositionOf[row], 1).Data + column, dy, end - column);
        }
    });
}

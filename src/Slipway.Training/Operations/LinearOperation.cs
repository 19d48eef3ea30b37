using Slipway.Tensors;
using Slipway.Training.Tape;
using Slipway.Training.Weights;

namespace Slipway.Training.Operations;

/// <summary>y = x Wᵀ + b.</summary>
internal sealed unsafe class LinearOperation(Compute compute, MatrixWeights matrix, VectorWeights? bias, Node input, Node output) : Operation
{
    private const int Columns = 64;

    public override IReadOnlyList<Node> Inputs { get; } = [input];

    public override IReadOnlyList<Node> Outputs { get; } = [output];

    // x only matters for the gradient of W.
    public override IReadOnlyList<Node> Saved { get; } = matrix.IsTrained ? [input] : [];

    public override bool Trains => matrix.IsTrained || bias is { IsTrained: true };

    public override void Forward(Pass pass)
    {
        matrix.Multiply(new MatrixView(input.Value, pass.Rows, input.Width), new MatrixView(output.Value, pass.Rows, output.Width));
        if (bias is not { } b)
            return;
        compute.ForRanges(pass.Rows, 32, (row, end, _) =>
        {
            for (; row < end; row++)
                RowOps.Add(output.Value + (long)row * output.Width, b.Values, output.Width);
        });
    }

    public override void Backward(Pass pass)
    {
        var dy = new MatrixView(output.Gradient, pass.Rows, output.Width);
        if (input.NeedsGradient)
            matrix.MultiplyBack(dy, new MatrixView(input.Gradient, pass.Rows, input.Width), !Overwrites[0]);
        matrix.AddGradient(dy, new MatrixView(input.Value, pass.Rows, input.Width));
        if (bias is not { IsTrained: true } b)
            return;
        compute.ForRanges(output.Width, Columns, (column, end, _) =>
        {
            for (var row = 0; row < pass.Rows; row++)
                RowOps.Add(b.Gradients + column, output.Gradient + (long)row * output.Width + column, end - column);
        });
    }
}

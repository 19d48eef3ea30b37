using Slipway.Models.Architectures;
using Slipway.Tensors;
using Slipway.Tensors.Gradients;
using Slipway.Training.Tape;
using Slipway.Training.Weights;

namespace Slipway.Training.Operations;

/// <summary>A norm of each row, or of each of its heads.</summary>
internal sealed unsafe class NormOperation(
    Compute compute, Norm norm, VectorWeights? weight, VectorWeights? bias, int heads, Node input, Node output) : Operation
{
    private const int Columns = 64;

    private readonly int _width = input.Width / heads;
    private readonly float* _weight = weight is { } w ? w.Values : null;
    private readonly float* _bias = bias is { } b ? b.Values : null;

    public override IReadOnlyList<Node> Inputs { get; } = [input];

    public override IReadOnlyList<Node> Outputs { get; } = [output];

    public override bool Trains => weight is { IsTrained: true } || bias is { IsTrained: true };

    private bool IsCentred => norm.Kind == NormKind.Layer;

    public override void Forward(Pass pass) => compute.ForRanges(pass.Rows * heads, 32, (row, end, _) =>
    {
        for (; row < end; row++)
        {
            var (x, y) = ((nint)(input.Value + (long)row * _width), (nint)(output.Value + (long)row * _width));
            if (IsCentred)
                RowOps.LayerNorm((float*)x, _weight, _bias, norm.Epsilon, _width, (float*)y);
            else
                RowOps.RmsNorm((float*)x, _weight, norm.Epsilon, _width, (float*)y);
        }
    });

    public override void Backward(Pass pass)
    {
        var rows = pass.Rows * heads;
        // Mean and scale of each row, found once for all columns.
        var moments = compute.Scratch(2L * rows);
        compute.ForRanges(rows, 32, (row, end, _) =>
        {
            for (; row < end; row++)
            {
                var x = input.Value + (long)row * _width;
                var dy = output.Gradient + (long)row * _width;
                var dx = input.Gradient + (long)row * _width;
                if (Trains)
                    (moments[2 * row], moments[2 * row + 1]) = GradientOps.Moments(x, norm.Epsilon, _width, IsCentred);
                if (!input.NeedsGradient)
                    continue;
                if (IsCentred)
                    GradientOps.LayerNorm(x, _weight, dy, norm.Epsilon, _width, dx, !Overwrites[0]);
                else
                    GradientOps.RmsNorm(x, _weight, dy, norm.Epsilon, _width, dx, !Overwrites[0]);
            }
        });
        if (!Trains)
            return;
        compute.ForRanges(_width, Columns, (column, end, _) =>
        {
            for (var row = 0; row < rows; row++)
            {
                var dy = output.Gradient + (long)row * _width + column;
                if (weight is { IsTrained: true } w)
                {
                    GradientOps.AddNormWeight(input.Value + (long)row * _width + column,
                        moments[2 * row], moments[2 * row + 1], dy, end - column, w.Gradients + column);
                }
                if (bias is { IsTrained: true } b)
                    RowOps.Add(b.Gradients + column, dy, end - column);
            }
        });
    }
}

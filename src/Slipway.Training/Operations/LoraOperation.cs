using Slipway.Tensors;
using Slipway.Training.Tape;
using Slipway.Training.Weights;

namespace Slipway.Training.Operations;

/// <summary>
/// y += scale · B A drop(x), on top of what the frozen linear layer wrote. <paramref name="middle"/> is scale · A drop(x), [rows, rank].
/// </summary>
internal sealed unsafe class LoraOperation(
    Compute compute, MatrixWeights down, MatrixWeights up, float scale, float dropout, ulong key, Node input, Node middle, Node output) : Operation
{
    public override IReadOnlyList<Node> Inputs { get; } = [input];

    public override IReadOnlyList<Node> Outputs { get; } = [middle];

    public override IReadOnlyList<Node> Changed { get; } = [output];

    public override IReadOnlyList<Node> Saved { get; } = [input, middle];

    public override bool Trains => true;

    public override void Forward(Pass pass)
    {
        var rows = pass.Rows;
        var middles = new MatrixView(middle.Value, rows, middle.Width);
        down.Multiply(Dropped(pass), middles);
        Scale(middle.Value, rows);
        up.Multiply(middles, new MatrixView(output.Value, rows, output.Width), accumulate: true);
    }

    public override void Backward(Pass pass)
    {
        var rows = pass.Rows;
        var dy = new MatrixView(output.Gradient, rows, output.Width);
        up.AddGradient(dy, new MatrixView(middle.Value, rows, middle.Width));
        var dmiddle = new MatrixView(middle.Gradient, rows, middle.Width);
        up.MultiplyBack(dy, dmiddle);
        Scale(middle.Gradient, rows);
        down.AddGradient(dmiddle, Dropped(pass));
        if (!input.NeedsGradient)
            return;
        var dx = new MatrixView(input.Gradient, rows, input.Width);
        if (dropout == 0 || pass.DropoutKey == 0)
        {
            down.MultiplyBack(dmiddle, dx, !Overwrites[0]);
            return;
        }
        var kept = new MatrixView(compute.Scratch((long)rows * input.Width), rows, input.Width);
        down.MultiplyBack(dmiddle, kept);
        Drop(pass, kept.Data, kept.Data);
        compute.ForRanges(rows, 32, (row, end, _) =>
        {
            for (; row < end; row++)
            {
                if (Overwrites[0])
                    kept.Row(row).CopyTo(dx.Row(row));
                else
                    RowOps.Add(dx.Data + row * dx.RowStride, kept.Data + row * kept.RowStride, input.Width);
            }
        });
    }

    /// <summary>The inputs of this pass, the dropped ones zero: drawn again each time, not kept.</summary>
    private MatrixView Dropped(Pass pass)
    {
        if (dropout == 0 || pass.DropoutKey == 0)
            return new MatrixView(input.Value, pass.Rows, input.Width);
        var kept = compute.Scratch((long)pass.Rows * input.Width);
        Drop(pass, input.Value, kept);
        return new MatrixView(kept, pass.Rows, input.Width);
    }

    private void Drop(Pass pass, float* source, float* target)
    {
        var drawn = Counter.Key(pass.DropoutKey, key);
        compute.ForRanges(pass.Rows, 32, (row, end, _) =>
        {
            var first = (uint)row * (uint)input.Width;
            Counter.Drop(source + first, target + first, (end - row) * input.Width, dropout, drawn, first);
        });
    }

    private void Scale(float* values, int rows) => RowOps.Scale(values, scale, rows * middle.Width);
}

using Slipway.Tensors;
using Slipway.Tensors.Gradients;
using Slipway.Training.Memory;
using Slipway.Training.Tape;
using Slipway.Training.Weights;

namespace Slipway.Training.Operations;

/// <summary>
/// The output product and the cross-entropy together, for the rows that are asked for a token, a few hundred rows at a time: logits of all
/// rows at once would be by far the largest buffer of a run. Where gradients are wanted they are taken in the same go.
/// </summary>
internal sealed unsafe class OutputHead(
    Compute compute, MatrixWeights matrix, VectorWeights? bias, HeadAdapter? adapter, float softcap, Node features) : IDisposable
{
    private const int LogitFloats = 16 << 20;
    private const int Columns = 256;

    private readonly List<int> _rows = [];
    private FloatBuffer _logits = new(0);
    private FloatBuffer _features = new(0);
    private FloatBuffer _gradients = new(0);
    private FloatBuffer _middles = new(0);
    private FloatBuffer _middleGradients = new(0);

    public Node Features => features;

    /// <summary>
    /// The sum of -ln p(target) over the rows that have a target. With <paramref name="train"/>, the gradients of that sum times
    /// LossScale go to the features and, if they are trained, to the output weights.
    /// </summary>
    public double Run(Pass pass, bool train)
    {
        _rows.Clear();
        for (var row = 0; row < pass.Rows; row++)
        {
            if (pass.Batch.TargetOf[row] != MicroBatch.NoTarget)
                _rows.Add(row);
        }
        if (train && features.NeedsGradient)
            new Span<float>(features.Gradient, pass.Rows * features.Width).Clear();
        var losses = new double[_rows.Count];
        var most = Math.Clamp(LogitFloats / matrix.Rows, 1, Math.Max(1, _rows.Count));
        for (var first = 0; first < _rows.Count; first += most)
            RunPart(pass, first, Math.Min(most, _rows.Count - first), losses, train);
        var sum = 0.0;
        foreach (var loss in losses)
            sum += loss;
        return sum;
    }

    /// <summary>Logits of one row after another, all of them, whatever their targets.</summary>
    public void Logits(Pass pass, float* logits)
    {
        var x = new MatrixView(features.Value, pass.Rows, features.Width);
        Product(x, new MatrixView(logits, pass.Rows, matrix.Rows));
    }

    public void Dispose()
    {
        _logits.Dispose();
        _features.Dispose();
        _gradients.Dispose();
        _middles.Dispose();
        _middleGradients.Dispose();
    }

    private void RunPart(Pass pass, int first, int count, double[] losses, bool train)
    {
        var width = features.Width;
        var x = new MatrixView(Room(ref _features, (long)count * width), count, width);
        var logits = new MatrixView(Room(ref _logits, (long)count * matrix.Rows), count, matrix.Rows);
        for (var i = 0; i < count; i++)
            new Span<float>(features.Value + (long)_rows[first + i] * width, width).CopyTo(x.Row(i));
        Product(x, logits);
        compute.ForRanges(count, 1, (i, _, _) =>
        {
            var row = logits.Data + i * logits.RowStride;
            var target = pass.Batch.TargetOf[_rows[first + i]];
            var sum = GradientOps.LogSumExp(row, 1, matrix.Rows);
            losses[first + i] = (double)sum - row[target];
            if (!train)
                return;
            if (softcap > 0)
                LossGradientUnderCap(row, target, sum, pass.LossScale);
            else
            {
                GradientOps.ExpOf(row, 1, sum, pass.LossScale, matrix.Rows);
                row[target] -= pass.LossScale;
            }
        });
        if (!train)
            return;
        var dmiddle = adapter is null ? default : AdapterGradients(adapter, logits, x);
        if (features.NeedsGradient)
        {
            var dx = new MatrixView(Room(ref _gradients, (long)count * width), count, width);
            matrix.MultiplyBack(logits, dx);
            adapter?.Down.MultiplyBack(dmiddle, dx, accumulate: true);
            for (var i = 0; i < count; i++)
                dx.Row(i).CopyTo(new Span<float>(features.Gradient + (long)_rows[first + i] * width, width));
        }
        matrix.AddGradient(logits, x);
        if (bias is { IsTrained: true } b)
        {
            compute.ForRanges(matrix.Rows, Columns, (column, end, _) =>
            {
                for (var i = 0; i < count; i++)
                    RowOps.Add(b.Gradients + column, logits.Data + i * logits.RowStride + column, end - column);
            });
        }
    }

    private void Product(MatrixView x, MatrixView logits)
    {
        matrix.Multiply(x, logits);
        if (adapter is { } a)
        {
            var middle = new MatrixView(Room(ref _middles, (long)x.Rows * a.Rank), x.Rows, a.Rank);
            a.Down.Multiply(x, middle);
            RowOps.Scale(middle.Data, a.Scale, x.Rows * a.Rank);
            a.Up.Multiply(middle, logits, accumulate: true);
        }
        if (bias is null && softcap == 0)
            return;
        compute.ForRanges(x.Rows, 1, (i, _, _) =>
        {
            var row = logits.Data + i * logits.RowStride;
            if (bias is { } b)
                RowOps.Add(row, b.Values, matrix.Rows);
            for (var k = 0; softcap > 0 && k < matrix.Rows; k++)
                row[k] = softcap * MathF.Tanh(row[k] / softcap);
        });
    }

    /// <summary>Those of A and B, and what A's outputs are to pass on. What A gave still lies where the product put it.</summary>
    private MatrixView AdapterGradients(HeadAdapter a, MatrixView dlogits, MatrixView x)
    {
        a.Up.AddGradient(dlogits, new MatrixView(_middles.Data, x.Rows, a.Rank));
        var dmiddle = new MatrixView(Room(ref _middleGradients, (long)x.Rows * a.Rank), x.Rows, a.Rank);
        a.Up.MultiplyBack(dlogits, dmiddle);
        RowOps.Scale(dmiddle.Data, a.Scale, x.Rows * a.Rank);
        a.Down.AddGradient(dmiddle, x);
        return dmiddle;
    }

    // y = cap tanh(x / cap), so dy/dx = 1 - (y / cap)².
    private void LossGradientUnderCap(float* row, int target, float sum, float scale)
    {
        for (var k = 0; k < matrix.Rows; k++)
        {
            var capped = row[k] / softcap;
            row[k] = (MathF.Exp(row[k] - sum) - (k == target ? 1 : 0)) * scale * (1 - capped * capped);
        }
    }

    private static float* Room(ref FloatBuffer buffer, long floats)
    {
        if (floats > buffer.Count)
        {
            buffer.Dispose();
            buffer = new FloatBuffer(floats);
        }
        return buffer.Data;
    }
}

using Slipway.Formats;

namespace Slipway.Tensors.Products;

/// <summary>
/// Products of several inputs: weights are decoded into a panel of floats, over which tiles go. With few inputs the panel is as narrow
/// as a tile, and what matters is to ask memory for the next weights in time; with many it is wide, and what matters is that each level of
/// the caches holds what is used again there.
/// </summary>
internal sealed unsafe class PanelMultiplier(TileKernel tile)
{
    /// <summary>Up to so many inputs are few.</summary>
    public const int FewInputs = 16;

    /// <summary>Of many inputs, the sums of so many at once stay in the second cache beside the panel.</summary>
    public const int InputsAtOnce = 128;

    /// <summary>Over so many columns, the inputs of a tile and its part of the panel stay in the first cache. Whole blocks of any type.</summary>
    public const int Stretch = 768;

    /// <summary>What one thread reads while memory answers.</summary>
    private const int AheadBytes = 8192;

    private const int Wide = TileKernel.PanelRows;

    public long ScratchFloats(int inputs, int columns)
    {
        var padded = columns + 15 & ~15;
        return inputs <= FewInputs
            ? tile.Outputs * (long)Stretch + Wide * 16 * FewInputs
            : Wide * (Math.Min(Stretch, padded) + 16L * InputsAtOnce);
    }

    public void Multiply(in PanelTask task, float* scratch)
    {
        if (task.LastInput - task.FirstInput > FewInputs)
        {
            MultiplyMany(task, scratch);
            return;
        }
        for (var first = task.FirstWeight; first < task.LastWeight; first += Wide)
            MultiplyFew(task, first, Math.Min(task.LastWeight, first + Wide), scratch);
    }

    private void MultiplyFew(in PanelTask task, int firstWeight, int lastWeight, float* scratch)
    {
        var weights = task.Product.Weights;
        var inputs = task.LastInput - task.FirstInput;
        var sums = scratch + tile.Outputs * Stretch;
        // The look ahead goes through the weights of a later group as evenly as tiles go through this one.
        var groupBytes = tile.Outputs * weights.RowBytes;
        var tileSteps = (weights.Columns + 15) / 16 * ((inputs + tile.Inputs - 1) / tile.Inputs);
        var aheadStep = (int)(groupBytes / tileSteps) + 1;
        for (var n = firstWeight; n < lastWeight; n += tile.Outputs)
        {
            var ahead = (byte*)weights.Data + n * weights.RowBytes + (AheadBytes / groupBytes + 1) * groupBytes;
            for (var column = 0; column < weights.Columns; column += Stretch)
            {
                var columns = Math.Min(Stretch, weights.Columns - column);
                var steps = (columns + 15) / 16;
                Decode(task, n, Math.Min(lastWeight, n + tile.Outputs), column, columns, scratch);
                for (var m = 0; m < inputs; m += tile.Inputs, ahead += aheadStep * steps)
                {
                    tile.Multiply(task.Input + (long)(task.FirstInput + m) * task.Stride + column, task.Stride, inputs - m, scratch, steps,
                        sums + (m * Wide + n - firstWeight) * 16, column == 0, ahead, aheadStep);
                }
            }
        }
        for (var m = 0; m < inputs; m += tile.Inputs)
            Finish(task, firstWeight, lastWeight, m, sums + m * Wide * 16);
    }

    private void MultiplyMany(in PanelTask task, float* scratch)
    {
        var total = task.Product.Weights.Columns;
        var (inputs, outputs) = (task.LastInput - task.FirstInput, task.LastWeight - task.FirstWeight);
        var sums = scratch + Wide * Math.Min(Stretch, total + 15 & ~15);
        for (var column = 0; column < total; column += Stretch)
        {
            var columns = Math.Min(Stretch, total - column);
            var steps = (columns + 15) / 16;
            Decode(task, task.FirstWeight, task.LastWeight, column, columns, scratch);
            for (var m = 0; m < inputs; m += tile.Inputs)
            {
                // Where one stretch is all, the sums are needed no longer than until they are finished.
                var tileSums = total <= Stretch ? sums : sums + m * Wide * 16;
                for (var n = 0; n < outputs; n += tile.Outputs)
                {
                    tile.Multiply(task.Input + (long)(task.FirstInput + m) * task.Stride + column, task.Stride, inputs - m,
                        scratch + n * steps * 16, steps, tileSums + n * 16, column == 0, (byte*)scratch, 0);
                }
                if (column + Stretch >= total)
                    Finish(task, task.FirstWeight, task.LastWeight, m, tileSums);
            }
        }
    }

    private void Decode(in PanelTask task, int first, int last, int column, int columns, float* panel)
    {
        var weights = task.Product.Weights;
        var steps = (columns + 15) / 16;
        var source = (byte*)weights.Data + first * weights.RowBytes + TensorTypes.ByteLength(weights.Type, column);
        for (var n = 0; n < last - first; n++, source += weights.RowBytes)
        {
            var (group, row) = Math.DivRem(n, tile.Outputs);
            task.Kernel.Decode(source, columns, panel + (group * steps * tile.Outputs + row) * 16, 16 * tile.Outputs, padded: true);
        }
    }

    private void Finish(in PanelTask task, int firstWeight, int lastWeight, int input, float* sums)
    {
        var product = task.Product;
        var bias = product.Bias == null ? null : product.Bias + firstWeight;
        var end = Math.Min(task.LastInput, task.FirstInput + input + tile.Inputs);
        for (var m = task.FirstInput + input; m < end; m++, sums += Wide * 16)
        {
            var output = product.Output + (long)m * product.OutputStride + firstWeight;
            tile.Finish(sums, lastWeight - firstWeight, bias, product.Accumulate, output);
        }
    }
}

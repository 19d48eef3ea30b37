namespace Slipway.Tensors.Dense;

/// <summary>
/// Products of packed panels. The depth is cut into equal steps, so that a panel of rows stays in the first cache while the panels of
/// columns stream from the second; how it is cut depends on the depth alone, which keeps every output's order of additions the same
/// for any threads and any neighbours.
/// </summary>
internal static unsafe class PackedBlock<TKernel> where TKernel : struct, ITileKernel
{
    private const int LongestStep = 320;

    public static int Steps(int depth) => Math.Max(1, (depth + LongestStep - 1) / LongestStep);

    /// <summary>Floats that <paramref name="rows"/> rows of some depth take in panels of <paramref name="height"/>.</summary>
    public static long Size(int rows, int depth, int height) => (long)((rows + height - 1) / height) * height * depth;

    /// <summary>Packs one panel, step after step of the depth.</summary>
    public static void Pack(MatrixView rows, int first, int height, float* panels)
    {
        var panel = rows.RowRange(first, Math.Min(height, rows.Rows - first));
        panels += (long)first * rows.Columns;
        var steps = Steps(rows.Columns);
        for (var step = 0; step < steps; step++)
        {
            var (begin, end) = Range(rows.Columns, steps, step);
            Packing.Panel(panel.ColumnRange(begin, end - begin), height, panels + (long)begin * height);
        }
    }

    /// <summary>
    /// The outputs of row panels and column panels that lie under <paramref name="c"/>, whose first row and column are where panels begin.
    /// The panels may be deeper than what of them is used.
    /// </summary>
    public static void Multiply(
        float* rowPanels, int rowDepth, float* columnPanels, int columnDepth, int depth, MatrixView c, bool accumulate)
    {
        var steps = Steps(depth);
        var edge = stackalloc float[TKernel.Rows * TKernel.Columns];
        for (var step = 0; step < steps; step++)
        {
            var (begin, end) = Range(depth, steps, step);
            for (var r = 0; r < c.Rows; r += TKernel.Rows)
            {
                var a = rowPanels + (long)r * rowDepth + (long)begin * TKernel.Rows;
                var height = Math.Min(TKernel.Rows, c.Rows - r);
                for (var s = 0; s < c.Columns; s += TKernel.Columns)
                {
                    var b = columnPanels + (long)s * columnDepth + (long)begin * TKernel.Columns;
                    var target = c.Data + r * c.RowStride + s;
                    var width = Math.Min(TKernel.Columns, c.Columns - s);
                    if (height == TKernel.Rows && width == TKernel.Columns)
                    {
                        TKernel.Multiply(end - begin, a, b, target, c.RowStride, accumulate || step > 0);
                        continue;
                    }
                    TKernel.Multiply(end - begin, a, b, edge, TKernel.Columns, false);
                    AddEdge(edge, new MatrixView(target, height, width, c.RowStride), accumulate || step > 0);
                }
            }
        }
    }

    private static void AddEdge(float* edge, MatrixView c, bool accumulate)
    {
        for (var r = 0; r < c.Rows; r++)
        {
            var row = c.Data + r * c.RowStride;
            for (var s = 0; s < c.Columns; s++)
                row[s] = accumulate ? row[s] + edge[r * TKernel.Columns + s] : edge[r * TKernel.Columns + s];
        }
    }

    private static (int Begin, int End) Range(int depth, int steps, int step) =>
        ((int)((long)depth * step / steps), (int)((long)depth * (step + 1) / steps));
}

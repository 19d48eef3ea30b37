using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Tensors.Dense;

/// <summary>
/// Copies matrices into the order in which the tile kernel reads them: panels of so many rows, within a panel depth after depth. What is
/// missing of the last panel is zeros.
/// </summary>
internal static unsafe class Packing
{
    /// <summary>Packs <paramref name="height"/> rows of <paramref name="rows"/>, whose columns are the depth, into one panel.</summary>
    public static void Panel(MatrixView rows, int height, float* panel)
    {
        if (rows.Rows < height)
            new Span<float>(panel, rows.Columns * height).Clear();
        if (rows.RowStride == 1)
            CopyColumns(rows, height, panel);
        else
            Transpose(rows, height, panel);
    }

    private static void CopyColumns(MatrixView rows, int height, float* panel)
    {
        for (var k = 0; k < rows.Columns; k++)
        {
            var column = rows.Data + k * rows.ColumnStride;
            var i = 0;
            for (; i + 4 <= rows.Rows; i += 4)
                Vector128.Load(column + i).Store(panel + i);
            for (; i < rows.Rows; i++)
                panel[i] = column[i];
            panel += height;
        }
    }

    private static void Transpose(MatrixView rows, int height, float* panel)
    {
        var i = 0;
        if (Sse.IsSupported && rows.ColumnStride == 1)
        {
            for (; i + 4 <= rows.Rows; i += 4)
                TransposeFour(rows.Data + i * rows.RowStride, rows.RowStride, rows.Columns, height, panel + i);
        }
        for (; i < rows.Rows; i++)
        {
            var row = rows.Data + i * rows.RowStride;
            for (var k = 0; k < rows.Columns; k++)
                panel[k * height + i] = row[k * rows.ColumnStride];
        }
    }

    private static void TransposeFour(float* rows, nint stride, int depth, int height, float* panel)
    {
        var k = 0;
        for (; k + 4 <= depth; k += 4)
        {
            var (a, b) = (Vector128.Load(rows + k), Vector128.Load(rows + stride + k));
            var (c, d) = (Vector128.Load(rows + 2 * stride + k), Vector128.Load(rows + 3 * stride + k));
            var (ab, cd) = (Sse.UnpackLow(a, b), Sse.UnpackLow(c, d));
            Sse.MoveLowToHigh(ab, cd).Store(panel + k * height);
            Sse.MoveHighToLow(cd, ab).Store(panel + (k + 1) * height);
            (ab, cd) = (Sse.UnpackHigh(a, b), Sse.UnpackHigh(c, d));
            Sse.MoveLowToHigh(ab, cd).Store(panel + (k + 2) * height);
            Sse.MoveHighToLow(cd, ab).Store(panel + (k + 3) * height);
        }
        for (; k < depth; k++)
        {
            for (var i = 0; i < 4; i++)
                panel[k * height + i] = rows[i * stride + k];
        }
    }
}

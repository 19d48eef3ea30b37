namespace Slipway.Tensors;

/// <summary>A matrix of fp32 somewhere in memory, element (r, c) at Data + r * RowStride + c * ColumnStride.</summary>
public readonly unsafe record struct MatrixView(nint Address, int Rows, int Columns, nint RowStride, nint ColumnStride)
{
    /// <summary>Rows of <paramref name="columns"/> consecutive values, <paramref name="stride"/> apart (0: without gaps).</summary>
    public MatrixView(float* data, int rows, int columns, nint stride = 0) : this((nint)data, rows, columns, stride == 0 ? columns : stride, 1)
    {
    }

    public float* Data => (float*)Address;

    /// <summary>The same values with rows and columns exchanged.</summary>
    public MatrixView Transposed => new(Address, Columns, Rows, ColumnStride, RowStride);

    /// <summary>A row whose columns are consecutive.</summary>
    public Span<float> Row(int row) => new(Data + row * RowStride, Columns);

    public MatrixView RowRange(int first, int count) => this with { Address = (nint)(Data + first * RowStride), Rows = count };

    public MatrixView ColumnRange(int first, int count) => this with { Address = (nint)(Data + first * ColumnStride), Columns = count };
}

using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Slipway.Tensors.Dense;

/// <summary>
/// Products of fp32 matrices in any orientation, for training: y = x Wᵀ, dx = dy W, dW = dyᵀ x are all <see cref="Run"/> with views.
/// <para>
/// Both operands are packed into panels, in pieces that bound the scratch, and the team shares out tiles of the result. Each output is
/// added up in ascending depth whatever the number of threads, so results don't depend on it, to the bit.
/// </para>
/// </summary>
public abstract unsafe class DenseMultiplier : IDisposable
{
    public static DenseMultiplier Create(ThreadTeam team) =>
        Avx512F.IsSupported ? new DenseMultiplier<Avx512Tile>(team) : new DenseMultiplier<WideTile>(team);

    /// <summary>c = (accumulate ? c : 0) + a b. The columns of <paramref name="c"/> must be consecutive.</summary>
    public abstract void Run(MatrixView a, MatrixView b, MatrixView c, bool accumulate = false);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    protected abstract void Free();
}

internal sealed unsafe class DenseMultiplier<TKernel>(ThreadTeam team) : DenseMultiplier where TKernel : struct, ITileKernel
{
    // Of packed panels, for each operand; a very deep product is done in parts of the depth, or the pieces would be too narrow.
    private const int PieceFloats = 2 << 20, PieceDepth = 2048;

    private readonly Packer _packer = new();
    private readonly Tiler _tiler = new();
    private float* _rowPanels;
    private float* _columnPanels;
    private long _rowCapacity, _columnCapacity;

    public override void Run(MatrixView a, MatrixView b, MatrixView c, bool accumulate = false)
    {
        if (a.Columns != b.Rows || a.Rows != c.Rows || b.Columns != c.Columns || c.ColumnStride != 1)
            throw new ArgumentException($"no product [{a.Rows}, {a.Columns}] x [{b.Rows}, {b.Columns}] to [{c.Rows}, {c.Columns}]");
        for (var depth = 0; depth < a.Columns; depth += PieceDepth)
        {
            var part = Math.Min(PieceDepth, a.Columns - depth);
            Run(a.ColumnRange(depth, part), b.RowRange(depth, part), c, part, accumulate || depth > 0);
        }
    }

    private void Run(MatrixView a, MatrixView b, MatrixView c, int depth, bool accumulate)
    {
        var (rowsAtOnce, columnsAtOnce) = (Piece(TKernel.Rows, depth), Piece(TKernel.Columns, depth));
        Reserve(ref _rowPanels, ref _rowCapacity, PackedBlock<TKernel>.Size(Math.Min(a.Rows, rowsAtOnce), depth, TKernel.Rows));
        Reserve(ref _columnPanels, ref _columnCapacity, PackedBlock<TKernel>.Size(Math.Min(b.Columns, columnsAtOnce), depth, TKernel.Columns));
        for (var row = 0; row < a.Rows; row += rowsAtOnce)
        {
            var rows = a.RowRange(row, Math.Min(rowsAtOnce, a.Rows - row));
            for (var column = 0; column < b.Columns; column += columnsAtOnce)
            {
                var columns = b.ColumnRange(column, Math.Min(columnsAtOnce, b.Columns - column));
                var (rowsToPack, columnsToPack) = (column == 0 ? rows : default, columns.Transposed);
                team.Run(_packer, _packer.Prepare(rowsToPack, _rowPanels, columnsToPack, _columnPanels));
                var target = c.RowRange(row, rows.Rows).ColumnRange(column, columns.Columns);
                team.Run(_tiler, _tiler.Prepare(_rowPanels, _columnPanels, depth, target, accumulate, team.Threads));
            }
        }
    }

    protected override void Free()
    {
        NativeMemory.AlignedFree(_rowPanels);
        NativeMemory.AlignedFree(_columnPanels);
        _rowPanels = _columnPanels = null;
        _rowCapacity = _columnCapacity = 0;
    }

    /// <summary>So many rows of a depth as go into one piece of packed panels.</summary>
    private static int Piece(int height, int depth) => Math.Max(1, PieceFloats / depth / height) * height;

    private static void Reserve(ref float* memory, ref long capacity, long floats)
    {
        if (floats <= capacity)
            return;
        NativeMemory.AlignedFree(memory);
        memory = (float*)NativeMemory.AlignedAlloc(checked((nuint)floats * sizeof(float)), 64);
        capacity = floats;
    }

    private sealed class Packer : TeamWork
    {
        private const int PanelsAtOnce = 4;

        private MatrixView _rows, _columns;
        private float* _rowPanels, _columnPanels;
        private int _rowItems;

        public int Prepare(MatrixView rows, float* rowPanels, MatrixView columns, float* columnPanels)
        {
            (_rows, _columns) = (rows, columns);
            _rowPanels = rowPanels;
            _columnPanels = columnPanels;
            _rowItems = Items(rows.Rows, TKernel.Rows);
            return _rowItems + Items(columns.Rows, TKernel.Columns);
        }

        public override void Execute(int item, int worker)
        {
            if (item < _rowItems)
                Pack(_rows, item, TKernel.Rows, _rowPanels);
            else
                Pack(_columns, item - _rowItems, TKernel.Columns, _columnPanels);
        }

        private static int Items(int rows, int height) => (rows + PanelsAtOnce * height - 1) / (PanelsAtOnce * height);

        private static void Pack(MatrixView rows, int item, int height, float* panels)
        {
            var end = Math.Min(rows.Rows, (item + 1) * PanelsAtOnce * height);
            for (var first = item * PanelsAtOnce * height; first < end; first += height)
                PackedBlock<TKernel>.Pack(rows, first, height, panels);
        }
    }

    private sealed class Tiler : TeamWork
    {
        // Column panels of a tile stay in the second cache while the rows pass.
        private const int MostRows = 16, MostColumns = 16;

        private float* _rowPanels, _columnPanels;
        private int _depth, _tileRows, _tileColumns, _tilesDown;
        private MatrixView _target;
        private bool _accumulate;

        public int Prepare(float* rowPanels, float* columnPanels, int depth, MatrixView target, bool accumulate, int threads)
        {
            _rowPanels = rowPanels;
            _columnPanels = columnPanels;
            (_depth, _target, _accumulate) = (depth, target, accumulate);
            _tileColumns = Even(target.Columns, TKernel.Columns, MostColumns);
            _tileRows = Even(target.Rows, TKernel.Rows, MostRows);
            // Smaller tiles rather than idle threads.
            while (Count(target) < 4 * threads && _tileRows > TKernel.Rows)
                _tileRows = Even(_tileRows, TKernel.Rows, Math.Max(1, _tileRows / TKernel.Rows / 2));
            while (Count(target) < 2 * threads && _tileColumns > TKernel.Columns)
                _tileColumns = Even(_tileColumns, TKernel.Columns, Math.Max(1, _tileColumns / TKernel.Columns / 2));
            _tilesDown = (target.Rows + _tileRows - 1) / _tileRows;
            return Count(target);
        }

        public override void Execute(int item, int worker)
        {
            // Down before across: neighbours in time share the columns.
            var (row, column) = (item % _tilesDown * _tileRows, item / _tilesDown * _tileColumns);
            var tile = _target.RowRange(row, Math.Min(_tileRows, _target.Rows - row))
                .ColumnRange(column, Math.Min(_tileColumns, _target.Columns - column));
            PackedBlock<TKernel>.Multiply(
                _rowPanels + (long)row * _depth, _depth, _columnPanels + (long)column * _depth, _depth, _depth, tile, _accumulate);
        }

        private int Count(MatrixView target) =>
            ((target.Rows + _tileRows - 1) / _tileRows) * ((target.Columns + _tileColumns - 1) / _tileColumns);

        /// <summary>A multiple of the panel's height that cuts <paramref name="size"/> into equal parts of at most so many panels.</summary>
        private static int Even(int size, int height, int mostPanels)
        {
            var panels = (size + height - 1) / height;
            var parts = (panels + mostPanels - 1) / mostPanels;
            return (panels + parts - 1) / parts * height;
        }
    }
}

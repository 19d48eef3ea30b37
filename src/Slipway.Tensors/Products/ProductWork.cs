using Slipway.Tensors.Weights;

namespace Slipway.Tensors.Products;

/// <summary>The products of one call, cut into pieces of weight rows.</summary>
internal sealed unsafe class ProductWork(ThreadTeam team, TileKernel tile, WeightKernels kernels) : TeamWork, IDisposable
{
    /// <summary>Of weights that a piece of few inputs reads: much more than a thread's way to its next piece costs.</summary>
    private const int PieceBytes = 64 * 1024;

    /// <summary>A tile's inputs and a part of the panel stay in the first cache over so many columns; whole blocks of every type.</summary>
    private const int Stretch = 768;

    /// <summary>The accumulators of so many inputs, and the panel, stay in the second cache.</summary>
    private const int InputsAtOnce = 128;

    private const int FewInputs = 16;

    private readonly Scratch _scratch = new(team.Threads);
    private readonly PaddedInput _padded = new();
    private Piece[] _pieces = new Piece[64];
    private Product[] _products = new Product[4];
    private WeightKernel[] _kernels = new WeightKernel[4];
    private float* _input;
    private int _stride;
    private int _rows;
    private int _columns;

    public void Run(float* input, int stride, int rows, ReadOnlySpan<Product> products)
    {
        _input = input;
        (_stride, _rows, _columns) = (stride, rows, products[0].Weights.Columns);
        if (products.Length > _products.Length)
            (_products, _kernels) = (new Product[products.Length], new WeightKernel[products.Length]);
        products.CopyTo(_products);
        var (pieces, few) = (0, true);
        for (var p = 0; p < products.Length; p++)
        {
            var weights = products[p].Weights;
            _kernels[p] = kernels.For(weights.Type);
            if (rows == 1 && _columns % _kernels[p].BlockLength == 0)
            {
                pieces = Cut(p, Math.Max(4, (int)(PieceBytes / weights.RowBytes) & ~3), rows, pieces);
                continue;
            }
            pieces = Cut(p, TileKernel.PanelRows, Math.Min(rows, _columns <= Stretch ? 512 : InputsAtOnce), pieces);
            few = false;
        }
        if (!few && _columns % 16 != 0)
        {
            _input = _padded.Fill(input, stride, rows, _columns);
            _stride = _columns + 15 & ~15;
        }
        _scratch.Reserve(few ? PieceBytes / 4 : ScratchFloats(rows));
        team.Run(this, pieces);
    }

    public override void Execute(int item, int worker)
    {
        var piece = _pieces[item];
        ref readonly var product = ref _products[piece.Product];
        var kernel = _kernels[piece.Product];
        if (_rows == 1 && _columns % kernel.BlockLength == 0)
            MultiplyOne(piece, product, kernel, _scratch.Of(worker));
        else
            MultiplyMany(piece, product, kernel, _scratch.Of(worker));
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _padded.Dispose();
    }

    private int Cut(int product, int rowsPerPiece, int inputsPerPiece, int pieces)
    {
        var rows = _products[product].Weights.Rows;
        for (var row = 0; row < rows; row += rowsPerPiece)
        {
            for (var input = 0; input < _rows; input += inputsPerPiece)
            {
                if (pieces == _pieces.Length)
                    Array.Resize(ref _pieces, 2 * pieces);
                _pieces[pieces++] =
                    new Piece(product, row, Math.Min(rows, row + rowsPerPiece), input, Math.Min(_rows, input + inputsPerPiece));
            }
        }
        return pieces;
    }

    private long ScratchFloats(int rows)
    {
        var columns = Math.Min(Stretch, _columns + 15 & ~15);
        var inputs = Math.Min(rows + 3 & ~3, InputsAtOnce);
        return TileKernel.PanelRows * ((long)columns + 16 * inputs);
    }

    private void MultiplyOne(Piece piece, in Product product, WeightKernel kernel, float* dots)
    {
        var weights = product.Weights;
        var count = piece.End - piece.Begin;
        kernel.MultiplyOne(
            (byte*)weights.Data + piece.Begin * weights.RowBytes, weights.RowBytes, count, _input, _columns, dots);
        var output = product.Output + piece.Begin;
        for (var n = 0; n < count; n++)
        {
            var dot = product.Bias == null ? dots[n] : dots[n] + product.Bias[piece.Begin + n];
            output[n] = product.Accumulate ? output[n] + dot : dot;
        }
    }

    private void MultiplyMany(Piece piece, in Product product, WeightKernel kernel, float* scratch)
    {
        var weights = product.Weights;
        var (outputs, single) = (piece.End - piece.Begin, _columns <= Stretch);
        var panel = scratch;
        var sums = scratch + TileKernel.PanelRows * Math.Min(Stretch, _columns + 15 & ~15);
        var few = piece.LastInput - piece.FirstInput <= FewInputs;
        for (var column = 0; column < _columns; column += Stretch)
        {
            var columns = Math.Min(Stretch, _columns - column);
            var steps = (columns + 15) / 16;
            var last = column + Stretch >= _columns;
            if (few)
            {
                for (var n = 0; n < outputs; n += tile.Outputs)
                {
                    Decode(piece.Begin + n, Math.Min(piece.End, piece.Begin + n + tile.Outputs), column, columns, weights, kernel, panel);
                    for (var m = piece.FirstInput; m < piece.LastInput; m += tile.Inputs)
                    {
                        tile.Multiply(_input + (long)m * _stride + column, _stride, piece.LastInput - m, panel, steps,
                            sums + ((m - piece.FirstInput) * TileKernel.PanelRows + n) * 16, column == 0);
                    }
                }
                continue;
            }
            Decode(piece.Begin, piece.End, column, columns, weights, kernel, panel);
            for (var m = piece.FirstInput; m < piece.LastInput; m += tile.Inputs)
            {
                var tileSums = single ? sums : sums + (m - piece.FirstInput) * TileKernel.PanelRows * 16;
                for (var n = 0; n < outputs; n += tile.Outputs)
                {
                    tile.Multiply(_input + (long)m * _stride + column, _stride, piece.LastInput - m, panel + n * steps * 16, steps,
                        tileSums + n * 16, column == 0);
                }
                if (last)
                    Finish(piece, product, m, tileSums);
            }
        }
        if (few)
        {
            for (var m = piece.FirstInput; m < piece.LastInput; m += tile.Inputs)
                Finish(piece, product, m, sums + (m - piece.FirstInput) * TileKernel.PanelRows * 16);
        }
    }

    private void Decode(int begin, int end, int column, int columns, WeightMatrix weights, WeightKernel kernel, float* panel)
    {
        var steps = (columns + 15) / 16;
        var source = (byte*)weights.Data + begin * weights.RowBytes + Formats.TensorTypes.ByteLength(weights.Type, column);
        for (var n = begin; n < end; n++, source += weights.RowBytes)
        {
            var (group, row) = Math.DivRem(n - begin, tile.Outputs);
            kernel.Decode(source, columns, panel + (group * steps * tile.Outputs + row) * 16, 16 * tile.Outputs, padded: true);
        }
    }

    private void Finish(Piece piece, in Product product, int m, float* sums)
    {
        for (var end = Math.Min(m + tile.Inputs, piece.LastInput); m < end; m++, sums += TileKernel.PanelRows * 16)
        {
            tile.Finish(sums, piece.End - piece.Begin, product.Bias == null ? null : product.Bias + piece.Begin, product.Accumulate,
                product.Output + (long)m * product.OutputStride + piece.Begin);
        }
    }

    private readonly record struct Piece(int Product, int Begin, int End, int FirstInput, int LastInput);
}

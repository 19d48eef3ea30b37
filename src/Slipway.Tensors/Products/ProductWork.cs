using Slipway.Tensors.Weights;

namespace Slipway.Tensors;

/// <summary>The products of one call, cut into pieces of weight rows.</summary>
internal sealed unsafe class ProductWork(Scratch scratch) : TeamWork
{
    private const int PieceBytes = 64 * 1024;

    private Piece[] _pieces = new Piece[64];
    private Product[] _products = new Product[4];
    private WeightKernel[] _kernels = new WeightKernel[4];
    private float* _input;
    private int _inputStride;
    private int _rows;

    public int Prepare(float* input, int inputStride, int rows, ReadOnlySpan<Product> products, WeightKernels kernels)
    {
        _input = input;
        (_inputStride, _rows) = (inputStride, rows);
        if (products.Length > _products.Length)
            (_products, _kernels) = (new Product[products.Length], new WeightKernel[products.Length]);
        products.CopyTo(_products);
        var count = 0;
        for (var p = 0; p < products.Length; p++)
        {
            var weights = products[p].Weights;
            _kernels[p] = kernels.For(weights.Type);
            var rowsPerPiece = (int)Math.Max(1, PieceBytes / weights.RowBytes);
            for (var row = 0; row < weights.Rows; row += rowsPerPiece)
            {
                if (count == _pieces.Length)
                    Array.Resize(ref _pieces, 2 * count);
                _pieces[count++] = new Piece(p, row, Math.Min(weights.Rows, row + rowsPerPiece));
            }
        }
        return count;
    }

    public override void Execute(int item, int worker)
    {
        var piece = _pieces[item];
        ref readonly var product = ref _products[piece.Product];
        var (weights, kernel) = (product.Weights, _kernels[piece.Product]);
        var row = scratch.Of(worker);
        for (var n = piece.Begin; n < piece.End; n++)
        {
            kernel.Decode((byte*)weights.Data + n * weights.RowBytes, weights.Columns, row);
            for (var m = 0; m < _rows; m++)
            {
                var dot = kernel.Dot(_input + (long)m * _inputStride, row, weights.Columns);
                var output = product.Output + (long)m * product.OutputStride + n;
                if (product.Bias != null)
                    dot += product.Bias[n];
                *output = product.Accumulate ? *output + dot : dot;
            }
        }
    }

    private readonly record struct Piece(int Product, int Begin, int End);
}

using Slipway.Tensors.Weights;

namespace Slipway.Tensors.Products;

/// <summary>The products of one call, cut into pieces of weight rows and inputs.</summary>
internal sealed unsafe class ProductWork(ThreadTeam team, TileKernel tile, WeightKernels kernels) : TeamWork, IDisposable
{
    /// <summary>Of weights that a piece of few inputs reads: much more than a thread's way to its next piece costs.</summary>
    private const int PieceBytes = 64 * 1024;

    private readonly PanelMultiplier _panels = new(tile);
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
        var pieces = 0;
        for (var p = 0; p < products.Length; p++)
        {
            _kernels[p] = kernels.For(products[p].Weights.Type);
            pieces = Cut(p, pieces);
        }
        if (_columns % 16 != 0)
        {
            _input = _padded.Fill(input, stride, rows, _columns);
            _stride = _columns + 15 & ~15;
        }
        _scratch.Reserve(Math.Max(PieceBytes, _panels.ScratchFloats(rows, _columns)));
        team.Run(this, pieces);
    }

    public override void Execute(int item, int worker)
    {
        var piece = _pieces[item];
        var kernel = _kernels[piece.Product];
        if (IsDirect(kernel))
        {
            MultiplyFew(piece, _products[piece.Product], kernel, _scratch.Of(worker));
            return;
        }
        var task = new PanelTask
        {
            Product = _products[piece.Product],
            Kernel = kernel,
            FirstWeight = piece.FirstWeight,
            LastWeight = piece.LastWeight,
            Input = _input,
            Stride = _stride,
            FirstInput = piece.FirstInput,
            LastInput = piece.LastInput,
        };
        _panels.Multiply(task, _scratch.Of(worker));
    }

    public void Dispose()
    {
        _scratch.Dispose();
        _padded.Dispose();
    }

    private bool IsDirect(WeightKernel kernel) => _rows <= kernel.FewInputs && _columns % kernel.BlockLength == 0;

    /// <summary>Pieces of one product; those of the same weights follow each other, so that their second decoding finds them in a cache.</summary>
    private int Cut(int product, int pieces)
    {
        var weights = _products[product].Weights;
        var few = (int)Math.Min(weights.Rows, PieceBytes / weights.RowBytes);
        var weightsPerPiece = IsDirect(_kernels[product]) ? Math.Max(4, few & ~3)
            : _rows <= PanelMultiplier.FewInputs ? Math.Max(1, few / TileKernel.PanelRows) * TileKernel.PanelRows
            : TileKernel.PanelRows;
        var inputsPerPiece = _columns <= PanelMultiplier.Stretch ? 4 * PanelMultiplier.InputsAtOnce : PanelMultiplier.InputsAtOnce;
        for (var row = 0; row < weights.Rows; row += weightsPerPiece)
        {
            for (var input = 0; input < _rows; input += inputsPerPiece)
            {
                if (pieces == _pieces.Length)
                    Array.Resize(ref _pieces, 2 * pieces);
                _pieces[pieces++] = new Piece(product, row, Math.Min(weights.Rows, row + weightsPerPiece),
                    input, Math.Min(_rows, input + inputsPerPiece));
            }
        }
        return pieces;
    }

    private void MultiplyFew(Piece piece, in Product product, WeightKernel kernel, float* dots)
    {
        var weights = product.Weights;
        var count = piece.LastWeight - piece.FirstWeight;
        var pitch = count + 3 & ~3;
        kernel.MultiplyFew((byte*)weights.Data + piece.FirstWeight * weights.RowBytes, weights.RowBytes, count,
            _input, _stride, _rows, _columns, dots, pitch);
        for (var m = 0; m < _rows; m++, dots += pitch)
        {
            var output = product.Output + (long)m * product.OutputStride + piece.FirstWeight;
            for (var n = 0; n < count; n++)
            {
                var dot = product.Bias == null ? dots[n] : dots[n] + product.Bias[piece.FirstWeight + n];
                output[n] = product.Accumulate ? output[n] + dot : dot;
            }
        }
    }

    private readonly record struct Piece(int Product, int FirstWeight, int LastWeight, int FirstInput, int LastInput);
}

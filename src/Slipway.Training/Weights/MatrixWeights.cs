using Slipway.Formats;
using Slipway.Tensors;

namespace Slipway.Training.Weights;

/// <summary>
/// A matrix [outputs, inputs] that products read: a parameter, or frozen weights as they lie in the model file. Those of another type than
/// F32 are decoded piece by piece while they are used.
/// </summary>
internal sealed unsafe class MatrixWeights
{
    private const int PieceFloats = 4 << 20;

    private readonly Compute _compute;
    private readonly float* _values;
    private readonly float* _gradients;
    private readonly byte* _stored;
    private readonly TensorType _type;

    private MatrixWeights(Compute compute, int rows, int columns, float* values, float* gradients, byte* stored, TensorType type)
    {
        (_compute, Rows, Columns, _type) = (compute, rows, columns, type);
        _values = values;
        _gradients = gradients;
        _stored = stored;
    }

    public int Rows { get; }

    public int Columns { get; }

    public bool IsTrained => _gradients != null;

    public MatrixView Gradients => new(_gradients, Rows, Columns);

    public static MatrixWeights Trained(Compute compute, Parameter parameter, int firstRow, int rows)
    {
        var columns = (int)parameter.Shape[^1];
        var first = (long)firstRow * columns;
        return new MatrixWeights(compute, rows, columns, parameter.Value + first, parameter.Gradient + first, null, TensorType.F32);
    }

    public static MatrixWeights Frozen(Compute compute, StoredTensor tensor, int firstRow, int rows)
    {
        var columns = checked((int)tensor.Shape[^1]);
        var first = (byte*)tensor.Address + TensorTypes.ByteLength(tensor.Type, columns) * firstRow;
        return tensor.Type == TensorType.F32
            ? new MatrixWeights(compute, rows, columns, (float*)first, null, null, TensorType.F32)
            : new MatrixWeights(compute, rows, columns, null, null, first, tensor.Type);
    }

    /// <summary>y = (accumulate ? y : 0) + x Wᵀ.</summary>
    public void Multiply(MatrixView x, MatrixView y, bool accumulate = false) =>
        ForPieces((first, piece) => _compute.Dense.Run(x, piece.Transposed, y.ColumnRange(first, piece.Rows), accumulate));

    /// <summary>dx = (accumulate ? dx : 0) + dy W.</summary>
    public void MultiplyBack(MatrixView dy, MatrixView dx, bool accumulate = false) =>
        ForPieces((first, piece) => _compute.Dense.Run(dy.ColumnRange(first, piece.Rows), piece, dx, accumulate || first > 0));

    /// <summary>dW += dyᵀ x, where W is trained.</summary>
    public void AddGradient(MatrixView dy, MatrixView x)
    {
        if (IsTrained)
            _compute.Dense.Run(dy.Transposed, x, Gradients, accumulate: true);
    }

    /// <summary>One row, decoded.</summary>
    public void Read(int row, float* target)
    {
        if (_values != null)
            new Span<float>(_values + (long)row * Columns, Columns).CopyTo(new Span<float>(target, Columns));
        else
            RowOps.DecodeRow(_type, _stored + row * TensorTypes.ByteLength(_type, Columns), Columns, target);
    }

    private void ForPieces(Action<int, MatrixView> use)
    {
        if (_values != null)
        {
            use(0, new MatrixView(_values, Rows, Columns));
            return;
        }
        var most = Math.Max(1, PieceFloats / Columns);
        for (var first = 0; first < Rows; first += most)
        {
            var (begin, count) = (first, Math.Min(most, Rows - first));
            var piece = _compute.Decoded((long)Math.Min(most, Rows) * Columns);
            _compute.ForRanges(count, 16, (row, end, _) =>
            {
                for (; row < end; row++)
                    Read(begin + row, piece + (long)row * Columns);
            });
            use(first, new MatrixView(piece, count, Columns));
        }
    }
}

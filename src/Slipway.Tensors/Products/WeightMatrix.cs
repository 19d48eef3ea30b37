using Slipway.Formats;

namespace Slipway.Tensors;

/// <summary>
/// The weights of a linear layer as they lie in a model file: <paramref name="Rows"/> outputs, each a row of
/// <paramref name="Columns"/> inputs in whole blocks of <paramref name="Type"/>, without gaps.
/// </summary>
public readonly record struct WeightMatrix(TensorType Type, int Rows, int Columns, nint Data)
{
    public long RowBytes => TensorTypes.ByteLength(Type, Columns);
}

using Slipway.Formats;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>Adds up the squares of what meets each column of each matrix, while an executor runs.</summary>
internal sealed unsafe class ActivationMeter(ModelFile file)
{
    private readonly Dictionary<nint, Place> _places = [];
    private readonly Dictionary<string, Sums> _sums = [];

    public IReadOnlyDictionary<string, Sums> Tensors => _sums;

    public void Add(WeightMatrix matrix, float* inputs, int stride, int rows)
    {
        if (!_places.TryGetValue(matrix.Data, out var place))
            _places[matrix.Data] = place = Find(matrix);
        var (sums, expert) = place;
        sums.Counts[expert] += rows;
        var squares = sums.Squares.AsSpan(expert * matrix.Columns, matrix.Columns);
        for (var row = 0; row < rows; row++)
        {
            var input = inputs + (long)row * stride;
            for (var column = 0; column < squares.Length; column++)
                squares[column] += (double)input[column] * input[column];
        }
    }

    /// <summary>A matrix is a tensor, some rows of one, or one of the experts in it.</summary>
    private Place Find(WeightMatrix matrix)
    {
        var tensor = file.Tensors.First(tensor => matrix.Data >= tensor.Address && matrix.Data < tensor.Address + (nint)tensor.ByteLength);
        var columns = tensor.Shape[^1];
        var (rowBytes, perMatrix) = (TensorTypes.ByteLength(tensor.Type, columns), tensor.Shape[^2]);
        if (!_sums.TryGetValue(tensor.Name, out var sums))
        {
            var matrices = (int)(tensor.Count / columns / perMatrix);
            _sums[tensor.Name] = sums = new Sums(new double[matrices * columns], new long[matrices]);
        }
        return new Place(sums, (int)((matrix.Data - tensor.Address) / rowBytes / perMatrix));
    }

    /// <param name="Squares">One sum for each column of each matrix of a tensor.</param>
    /// <param name="Counts">How many rows each matrix met.</param>
    public sealed record Sums(double[] Squares, long[] Counts);

    private readonly record struct Place(Sums Sums, int Matrix);
}

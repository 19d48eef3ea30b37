using Slipway.Formats;
using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>
/// Where the weights of a description lie: matrices in place in the mapped file, in whatever type it stores them; vectors (norms,
/// biases, rope factors) decoded to floats.
/// </summary>
internal sealed unsafe class BoundWeights(ModelFile file, IReadOnlyList<Linear> linears) : IDisposable
{
    private readonly Dictionary<Linear, int> _places = linears.Select((linear, place) => (linear, place)).ToDictionary();
    private readonly Dictionary<string, NativeBuffer> _vectors = [];

    public float* Vector(Weight? weight)
    {
        if (weight is null)
            return null;
        if (!_vectors.TryGetValue(weight.Name, out var vector))
        {
            var stored = file.Tensor(weight.Name);
            _vectors[weight.Name] = vector = new NativeBuffer(weight.Count);
            RowOps.DecodeRow(stored.Type, (byte*)stored.Address, (int)weight.Count, vector.Data);
        }
        return vector.Data;
    }

    public BoundNorm? Norm(Norm? norm) => norm is null ? null : new BoundNorm(norm.Kind, norm.Epsilon, Vector(norm.Weight), Vector(norm.Bias));

    public BoundLinear Linear(Linear linear)
    {
        var bias = Vector(linear.Bias);
        return new BoundLinear(Rows(linear.Matrix, linear.FirstRow, linear.Outputs), bias == null ? null : bias + linear.FirstRow, _places[linear]);
    }

    /// <summary>Some rows of a stored tensor seen as one tall matrix: expert e of [experts, outputs, inputs] is outputs rows from e · outputs.</summary>
    public WeightMatrix Rows(Weight weight, long firstRow, int rows)
    {
        var stored = file.Tensor(weight.Name);
        var columns = (int)weight.Shape[^1];
        var rowBytes = TensorTypes.ByteLength(stored.Type, columns);
        return new WeightMatrix(stored.Type, rows, columns, stored.Address + (nint)(firstRow * rowBytes));
    }

    public void Dispose()
    {
        foreach (var vector in _vectors.Values)
            vector.Dispose();
        _vectors.Clear();
    }
}

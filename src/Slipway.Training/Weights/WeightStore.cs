using Slipway.Formats;
using Slipway.Models.Architectures;
using Slipway.Tensors.Blocks;
using Slipway.Training.Memory;

namespace Slipway.Training.Weights;

/// <summary>Finds what an operation computes with: the parameter of a weight's name, or the frozen weight of the model file.</summary>
internal sealed unsafe class WeightStore(ModelFile file, ParameterSet parameters, Compute compute) : IDisposable
{
    private readonly Dictionary<string, FloatBuffer> _decoded = [];

    public MatrixWeights Matrix(Linear linear) => Matrix(linear.Matrix, linear.FirstRow, linear.Outputs);

    public MatrixWeights Matrix(Weight weight) => Matrix(weight, 0, (int)weight.Shape[0]);

    /// <summary>Null where the model has no such weight.</summary>
    public VectorWeights? Vector(Weight? weight, int first = 0)
    {
        if (weight is null)
            return null;
        if (parameters.Find(weight.Name) is { } parameter)
            return new VectorWeights(parameter.Value + first, parameter.Gradient + first);
        if (!_decoded.TryGetValue(weight.Name, out var values))
        {
            values = _decoded[weight.Name] = new FloatBuffer(weight.Count);
            Decode(file.Tensor(weight.Name), new Span<float>(values.Data, (int)weight.Count));
        }
        return new VectorWeights(values.Data + first, null);
    }

    /// <summary>Fills parameters that are weights of the model with the file's values.</summary>
    public void Load()
    {
        foreach (var parameter in parameters.All)
        {
            if (file.TryGetTensor(parameter.Name, out var tensor))
                Decode(tensor, parameter.Values);
        }
    }

    public void Dispose()
    {
        foreach (var values in _decoded.Values)
            values.Dispose();
    }

    public MatrixWeights Matrix(Weight weight, int firstRow, int rows) => parameters.Find(weight.Name) is { } parameter
        ? MatrixWeights.Trained(compute, parameter, firstRow, rows)
        : MatrixWeights.Frozen(compute, file.Tensor(weight.Name), firstRow, rows);

    private static void Decode(StoredTensor tensor, Span<float> values) =>
        BlockCodec.Decode(tensor.Type, new ReadOnlySpan<byte>((void*)tensor.Address, checked((int)tensor.ByteLength)), values);
}

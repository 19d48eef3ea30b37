using System.Buffers;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Architectures;
using Slipway.Models.Quantization;
using Slipway.Tensors;
using Slipway.Tensors.Blocks;
using Slipway.Training.Adapters;
using Slipway.Training.Weights;

namespace Slipway.Training.Export;

/// <summary>
/// Writes what was trained as a model of its own: trained weights in place of the file's, adapters merged into the weights that they adapt
/// (W + scale · B A). A quantized base is decoded, not quantized again: that is a step of its own, whose loss can be measured.
/// </summary>
public sealed unsafe class ModelExport(ModelFile source, TrainableModel model)
{
    private readonly Dictionary<string, Linear> _adapted = (model.Lora?.Linears ?? []).ToDictionary(linear => linear.Matrix.Name);

    /// <param name="path">The GGUF file to write.</param>
    /// <param name="mix">F16, BF16 or F32: how matrices are stored. Norms and biases stay F32.</param>
    /// <param name="metadata">Values to set besides those of the source, such as a new name.</param>
    public void Write(string path, QuantizationMix mix, IReadOnlyDictionary<string, object>? metadata = null)
    {
        if (TensorTypes.BlockLength(mix.Base) != 1)
            throw new ArgumentException($"{mix} is a type to quantize to, not to merge into", nameof(mix));
        var writer = new GgufWriter()
            .CopyMetadata(source.Metadata, key => key.StartsWith("split.", StringComparison.Ordinal))
            .Set("general.file_type", (uint)mix.FileType);
        foreach (var (key, value) in metadata ?? new Dictionary<string, object>())
            writer.Set(key, value);
        foreach (var tensor in source.Tensors)
        {
            var type = tensor.Shape.Count > 1 ? mix.Base : TensorType.F32;
            writer.Add(tensor.Name, type, [.. tensor.Shape], output => WriteRows(tensor, type, output));
        }
        writer.Write(path);
    }

    private void WriteRows(StoredTensor tensor, TensorType type, Stream output)
    {
        var columns = checked((int)tensor.Shape[^1]);
        var rowBytes = (int)TensorTypes.ByteLength(type, columns);
        var values = new float[columns];
        var bytes = ArrayPool<byte>.Shared.Rent(rowBytes);
        var parameter = model.Parameters.Find(tensor.Name);
        for (long row = 0; row < tensor.Count / columns; row++)
        {
            Read(tensor, parameter, row, values);
            if (_adapted.TryGetValue(tensor.Name, out var linear))
                Merge(linear, (int)row, values);
            BlockCodec.Encode(type, values, bytes.AsSpan(0, rowBytes));
            output.Write(bytes, 0, rowBytes);
        }
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private static void Read(StoredTensor tensor, Parameter? parameter, long row, Span<float> values)
    {
        if (parameter is not null)
        {
            parameter.Values.Slice((int)row * values.Length, values.Length).CopyTo(values);
            return;
        }
        var bytes = (int)TensorTypes.ByteLength(tensor.Type, values.Length);
        BlockCodec.Decode(tensor.Type, new ReadOnlySpan<byte>((byte*)tensor.Address + row * bytes, bytes), values);
    }

    private void Merge(Linear linear, int row, float[] values)
    {
        var options = model.Lora!.Options;
        var down = model.Parameters.Find(LoraSet.DownName(linear.Name))!;
        var up = model.Parameters.Find(LoraSet.UpName(linear.Name))!.Values.Slice(row * options.Rank, options.Rank);
        fixed (float* target = values)
        {
            for (var r = 0; r < options.Rank; r++)
                RowOps.AddScaled(target, down.Value + (long)r * values.Length, options.Scale * up[r], values.Length);
        }
    }
}

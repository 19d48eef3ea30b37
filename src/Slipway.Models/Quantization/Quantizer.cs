using System.Buffers;
using System.Runtime.ExceptionServices;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Tensors.Blocks;

namespace Slipway.Models.Quantization;

/// <summary>
/// Writes a model again with other types of weights. Rows stream from the mapped source through small buffers to the target, so
/// memory doesn't grow with the model; the bytes written don't depend on the number of threads.
/// </summary>
public sealed unsafe class Quantizer(ModelFile source, QuantizationMix mix, QuantizerOptions options)
{
    // Values in a worker's buffer, and in what the workers encode between two writes.
    private const int ChunkValues = 1 << 16;
    private const int SlabChunks = 64;

    private readonly IReadOnlyDictionary<string, TensorType> _types =
        QuantizationPlan.For(source, mix, options.Importance is not null, options.Pure);
    private readonly long _total = source.Tensors.Sum(tensor => tensor.ByteLength);
    private long _done;

    /// <exception cref="ModelFileException">A tensor cannot be quantized; nothing is written then.</exception>
    public void Write(string target, IProgress<QuantizationProgress>? progress = null, CancellationToken cancellation = default)
    {
        // Fail before the first byte, not in the middle of a large file.
        foreach (var tensor in source.Tensors)
        {
            if (!options.Requantize && _types[tensor.Name] != tensor.Type && TensorTypes.BlockLength(tensor.Type) > 1)
                throw source.Error($"tensor '{tensor.Name}'", $"is {tensor.Type} already, and quantizing again loses quality (requantize allows it)");
        }
        var writer = new GgufWriter()
            .CopyMetadata(source.Metadata, key => key.StartsWith("split.", StringComparison.Ordinal))
            .Set("general.quantization_version", 2u)
            .Set("general.file_type", (uint)mix.FileType);
        if (options.Importance is { } importance)
        {
            writer.Set("quantize.imatrix.file", importance.Path)
                .Set("quantize.imatrix.entries_count", (uint)importance.Count);
        }
        foreach (var tensor in source.Tensors)
        {
            var type = _types[tensor.Name];
            writer.Add(tensor.Name, type, [.. tensor.Shape], output =>
            {
                Report(tensor, type, 0, progress);
                if (type == tensor.Type)
                    Copy(tensor, output, progress, cancellation);
                else
                    Encode(tensor, type, output, progress, cancellation);
                MappedPages.Release(tensor.Address, tensor.ByteLength);
            });
        }
        writer.Write(target);
    }

    private void Copy(StoredTensor tensor, Stream output, IProgress<QuantizationProgress>? progress, CancellationToken cancellation)
    {
        const int Piece = 1 << 24;
        for (long at = 0; at < tensor.ByteLength; at += Piece)
        {
            cancellation.ThrowIfCancellationRequested();
            var length = (int)Math.Min(Piece, tensor.ByteLength - at);
            output.Write(new ReadOnlySpan<byte>((byte*)tensor.Address + at, length));
            Report(tensor, tensor.Type, length, progress);
        }
    }

    private void Encode(
        StoredTensor tensor, TensorType type, Stream output, IProgress<QuantizationProgress>? progress, CancellationToken cancellation)
    {
        var columns = checked((int)tensor.Shape[^1]);
        var rows = tensor.Count / columns;
        var (rowBytes, sourceRowBytes) = ((int)TensorTypes.ByteLength(type, columns), TensorTypes.ByteLength(tensor.Type, columns));
        var chunkRows = Math.Max(1, ChunkValues / columns);
        var slabRows = chunkRows * SlabChunks;
        var slab = ArrayPool<byte>.Shared.Rent((int)Math.Min(rows, slabRows) * rowBytes);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
        for (long first = 0; first < rows; first += slabRows)
        {
            var (start, count) = (first, (int)Math.Min(slabRows, rows - first));
            try
            {
                Parallel.For(0, (count + chunkRows - 1) / chunkRows, parallel, chunk =>
                {
                    var values = ArrayPool<float>.Shared.Rent(columns);
                    for (var row = chunk * chunkRows; row < Math.Min(count, (chunk + 1) * chunkRows); row++)
                        EncodeRow(tensor, start + row, values.AsSpan(0, columns), type, slab.AsSpan(row * rowBytes, rowBytes));
                    ArrayPool<float>.Shared.Return(values);
                });
            }
            catch (AggregateException several)
            {
                ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
            }
            output.Write(slab, 0, count * rowBytes);
            Report(tensor, type, count * sourceRowBytes, progress);
        }
        ArrayPool<byte>.Shared.Return(slab);
    }

    private void EncodeRow(StoredTensor tensor, long row, Span<float> values, TensorType type, Span<byte> target)
    {
        var sourceBytes = (int)TensorTypes.ByteLength(tensor.Type, values.Length);
        BlockCodec.Decode(tensor.Type, new ReadOnlySpan<byte>((byte*)tensor.Address + row * sourceBytes, sourceBytes), values);
        // Zero times infinity is NaN, and NaN stays.
        var check = 0f;
        foreach (var value in values)
            check += value * 0;
        if (check != 0)
            throw source.Error($"tensor '{tensor.Name}'", $"row {row} holds a value that is not finite");
        var rowsOfMatrix = tensor.Shape[^2];
        var matrices = (int)(tensor.Count / values.Length / rowsOfMatrix);
        var importance = options.Importance is { } matrix ? matrix.For(tensor, (int)(row / rowsOfMatrix), matrices) : default;
        BlockCodec.Encode(type, values, target, importance);
    }

    private void Report(StoredTensor tensor, TensorType type, long bytes, IProgress<QuantizationProgress>? progress)
    {
        _done += bytes;
        progress?.Report(new QuantizationProgress(tensor.Name, tensor.Type, type, _done, _total));
    }
}

using System.Runtime.InteropServices;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Execution;

namespace Slipway.Models.Quantization;

/// <summary>
/// For each weight tensor the mean square of the activation that meets each of its columns, measured on calibration text: by
/// <see cref="ImportanceMeter"/>, or read from the GGUF form that llama.cpp's tools write: sums of squares in NAME.in_sum2, and how many were summed in NAME.counts, one row an expert.
/// </summary>
public sealed class ImportanceMatrix
{
    // An expert that calibration never reached: all its columns count alike.
    private const float Unmeasured = 1;

    private readonly Dictionary<string, float[]> _columns = [];

    private ImportanceMatrix(string path) => Path = path;

    public string Path { get; }

    public int Count => _columns.Count;

    /// <summary>What a meter has seen.</summary>
    internal static ImportanceMatrix Of(string source, IReadOnlyDictionary<string, ActivationMeter.Sums> tensors)
    {
        var matrix = new ImportanceMatrix(source);
        foreach (var (name, (squares, counts)) in tensors)
        {
            var columns = squares.Length / counts.Length;
            matrix._columns[name] =
                [.. squares.Select((sum, i) => counts[i / columns] is var count and > 0 ? (float)(sum / count) : Unmeasured)];
        }
        return matrix;
    }

    /// <exception cref="ModelFileException">The file is no importance matrix.</exception>
    public static ImportanceMatrix Load(string path)
    {
        const string Sums = ".in_sum2", Counts = ".counts";
        var matrix = new ImportanceMatrix(path);
        using var file = GgufFile.Open(path);
        foreach (var tensor in file.Tensors.Where(tensor => tensor.Name.EndsWith(Sums, StringComparison.Ordinal)))
        {
            var name = tensor.Name[..^Sums.Length];
            var (sums, counts) = (Floats(file, tensor), Floats(file, file.Tensor(name + Counts)));
            if (sums.Length % counts.Length != 0)
                throw file.Error($"tensor '{tensor.Name}'", $"{sums.Length} sums don't go with {counts.Length} counts");
            var columns = sums.Length / counts.Length;
            for (var i = 0; i < sums.Length; i++)
            {
                var count = counts[i / columns];
                sums[i] = count > 0 ? sums[i] / count : Unmeasured;
                if (!float.IsFinite(sums[i]) || sums[i] < 0)
                    throw file.Error($"tensor '{tensor.Name}'", "a mean square must be a finite number, and not negative");
            }
            matrix._columns[name] = sums;
        }
        if (matrix.Count == 0)
            throw file.Error("tensors", "no importance matrix (expected tensors named *.in_sum2 and *.counts)");
        return matrix;
    }

    /// <summary>
    /// Importance of the columns of one matrix of a tensor (an expert's, where it has several); empty where nothing was measured.
    /// </summary>
    public ReadOnlySpan<float> For(StoredTensor tensor, int matrix, int matrices)
    {
        if (!_columns.TryGetValue(tensor.Name, out var all))
            return default;
        var columns = (int)tensor.Shape[^1];
        if (all.Length != (long)columns * matrices)
            throw new ModelFileException(Path, $"tensor '{tensor.Name}'", $"has {all.Length} columns where the model has {(long)columns * matrices}");
        return all.AsSpan(matrix * columns, columns);
    }

    private static unsafe float[] Floats(ModelFile file, StoredTensor tensor) => tensor.Type == TensorType.F32
        ? MemoryMarshal.Cast<byte, float>(new ReadOnlySpan<byte>((void*)tensor.Address, checked((int)tensor.ByteLength))).ToArray()
        : throw file.Error($"tensor '{tensor.Name}'", $"expected F32, found {tensor.Type}");
}

using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Formats.Gguf;

/// <summary>
/// Collects metadata and the outlines of tensors, then writes a GGUF file (version 3). Tensor data is produced while it
/// is written, one tensor at a time, so a file may be larger than memory. The file appears under its name when it is whole.
/// </summary>
public sealed class GgufWriter
{
    private const int Alignment = GgufLimits.DefaultAlignment;
    private const int MaxNameBytes = 63;

    private readonly Dictionary<string, (GgufValueType Type, Action<Stream> Write)> _values = [];
    private readonly List<TensorOutline> _tensors = [];
    private readonly HashSet<string> _names = [];

    /// <summary>
    /// Sets a value. Its .NET type decides the stored type, and llama.cpp insists on the usual ones: counts and ids are
    /// <see cref="uint"/> (write <c>4u</c>), reals <see cref="float"/>, token types <see cref="int"/>[], scores <see cref="float"/>[].
    /// </summary>
    public GgufWriter Set(string key, object value)
    {
        if (key == "general.alignment")
            throw new ArgumentException("the alignment is the writer's own", nameof(key));
        _values[key] = (GgufValueWriter.TypeOf(value.GetType()), output => GgufValueWriter.Write(output, value));
        return this;
    }

    /// <summary>
    /// Takes over all metadata of a model except where <paramref name="except"/> says so: from a GGUF file unchanged, from
    /// others in the types that GGUF uses for such values (integers as UINT32 where they fit, reals as FLOAT32).
    /// </summary>
    public GgufWriter CopyMetadata(ModelMetadata source, Func<string, bool>? except = null)
    {
        var stored = source.Values as GgufValues;
        foreach (var key in source.Values.Keys)
        {
            if (key == "general.alignment" || except?.Invoke(key) == true)
                continue;
            if (stored?.Stored(key) is { } value)
                _values[key] = (value.Type, value.CopyTo);
            else
                Set(key, Usual(source.Values[key]));
        }
        return this;
    }

    /// <summary>
    /// Adds a tensor; <paramref name="shape"/> is row-major, outermost first. <paramref name="content"/> is called while the
    /// file is written and must write exactly the bytes of the shape.
    /// </summary>
    public GgufWriter Add(string name, TensorType type, ReadOnlySpan<long> shape, Action<Stream> content) =>
        Add(new TensorOutline(name, type, shape.ToArray(), content));

    /// <summary>Adds a tensor of another model, as it is, under its own name or another.</summary>
    public GgufWriter Add(StoredTensor tensor, string? name = null) => Add(TensorOutline.Of(tensor, name ?? tensor.Name));

    /// <summary>Adds a tensor of 32-bit floats.</summary>
    public GgufWriter Add(string name, ReadOnlySpan<long> shape, float[] values) =>
        Add(name, TensorType.F32, shape, output => output.Write(MemoryMarshal.AsBytes<float>(values)));

    public void Write(string path) => WholeFile.Write(path, output =>
    {
        WriteHead(output);
        foreach (var tensor in _tensors)
        {
            tensor.Write(output);
            Pad(output);
        }
    });

    private GgufWriter Add(TensorOutline tensor)
    {
        if (tensor.Shape.Length is 0 or > GgufLimits.Dimensions)
            throw new ArgumentException($"tensor '{tensor.Name}' has {tensor.Shape.Length} dimensions; GGUF has 1 to {GgufLimits.Dimensions}");
        if (Encoding.UTF8.GetByteCount(tensor.Name) is 0 or > MaxNameBytes)
            throw new ArgumentException($"tensor '{tensor.Name}' has a name that llama.cpp does not take; it takes 1 to {MaxNameBytes} bytes");
        if (!_names.Add(tensor.Name))
            throw new ArgumentException($"tensor '{tensor.Name}' is already there");
        _tensors.Add(tensor);
        return this;
    }

    private void WriteHead(FileStream output)
    {
        output.Write("GGUF"u8);
        GgufValueWriter.WriteFixed(output, 3);
        GgufValueWriter.WriteFixed(output, (ulong)_tensors.Count);
        GgufValueWriter.WriteFixed(output, (ulong)_values.Count);
        foreach (var (key, (type, write)) in _values)
        {
            GgufValueWriter.WriteText(output, key);
            GgufValueWriter.WriteFixed(output, type);
            write(output);
        }
        long offset = 0;
        foreach (var tensor in _tensors)
        {
            GgufValueWriter.WriteText(output, tensor.Name);
            GgufValueWriter.WriteFixed(output, tensor.Shape.Length);
            foreach (var side in tensor.Shape.Reverse())
                GgufValueWriter.WriteFixed(output, side);
            GgufValueWriter.WriteFixed(output, tensor.Type);
            GgufValueWriter.WriteFixed(output, offset);
            offset += (tensor.ByteLength + Alignment - 1) / Alignment * Alignment;
        }
        Pad(output);
    }

    private static void Pad(FileStream output)
    {
        while (output.Position % Alignment != 0)
            output.WriteByte(0);
    }

    private static object Usual(object value) => value switch
    {
        long n and >= 0 and <= uint.MaxValue => (uint)n,
        double d => (float)d,
        long[] numbers when Array.TrueForAll(numbers, n => n is >= int.MinValue and <= int.MaxValue) => Array.ConvertAll(numbers, n => (int)n),
        double[] numbers => Array.ConvertAll(numbers, d => (float)d),
        _ => value,
    };
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Slipway.Formats.Safetensors;

/// <summary>
/// Collects the outlines of tensors, then writes a safetensors file, or the several files with an index that Hugging Face
/// splits a large model into. Tensor data is produced while it is written, one tensor at a time.
/// </summary>
public sealed class SafetensorsWriter
{
    private readonly List<TensorOutline> _tensors = [];
    private readonly HashSet<string> _names = [];

    /// <summary>The strings of <c>__metadata__</c>; Hugging Face's libraries insist on a format.</summary>
    public Dictionary<string, string> Metadata { get; } = new() { ["format"] = "pt" };

    /// <summary>
    /// Adds a tensor; <paramref name="shape"/> is row-major, outermost first. <paramref name="content"/> is called while the
    /// file is written and must write exactly the bytes of the shape.
    /// </summary>
    public SafetensorsWriter Add(string name, TensorType type, ReadOnlySpan<long> shape, Action<Stream> content) =>
        Add(new TensorOutline(name, type, shape.ToArray(), content));

    /// <summary>Adds a tensor of another model, as it is, under its own name or another.</summary>
    public SafetensorsWriter Add(StoredTensor tensor, string? name = null) => Add(TensorOutline.Of(tensor, name ?? tensor.Name));

    /// <summary>Adds a tensor of 32-bit floats.</summary>
    public SafetensorsWriter Add(string name, ReadOnlySpan<long> shape, float[] values) =>
        Add(name, TensorType.F32, shape, output => output.Write(MemoryMarshal.AsBytes<float>(values)));

    public void Write(string path) => Write(path, _tensors);

    /// <summary>
    /// Writes <c>model.safetensors</c> into a folder, or, where the tensors take more than <paramref name="shardBytes"/>,
    /// <c>model-00001-of-0000N.safetensors</c> and so on, with <c>model.safetensors.index.json</c>.
    /// </summary>
    public void WriteModel(string folder, long shardBytes = 5_000_000_000)
    {
        var shards = Split(shardBytes);
        if (shards.Count == 1)
        {
            Write(Path.Combine(folder, "model.safetensors"));
            return;
        }
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < shards.Count; i++)
        {
            var name = $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors";
            Write(Path.Combine(folder, name), shards[i]);
            shards[i].ForEach(tensor => map.Add(tensor.Name, name));
        }
        WholeFile.Write(Path.Combine(folder, "model.safetensors.index.json"), output =>
        {
            using var json = new Utf8JsonWriter(output, new() { Indented = true });
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteNumber("total_size", _tensors.Sum(tensor => tensor.ByteLength));
            json.WriteEndObject();
            json.WriteStartObject("weight_map");
            foreach (var (tensor, file) in map)
                json.WriteString(tensor, file);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private SafetensorsWriter Add(TensorOutline tensor)
    {
        SafetensorsType.Name(tensor.Type);
        if (tensor.Name == "__metadata__" || !_names.Add(tensor.Name))
            throw new ArgumentException($"tensor '{tensor.Name}' is already there");
        _tensors.Add(tensor);
        return this;
    }

    private List<List<TensorOutline>> Split(long shardBytes)
    {
        List<List<TensorOutline>> shards = [[]];
        long size = 0;
        foreach (var tensor in _tensors)
        {
            if (size > 0 && size + tensor.ByteLength > shardBytes)
            {
                shards.Add([]);
                size = 0;
            }
            shards[^1].Add(tensor);
            size += tensor.ByteLength;
        }
        return shards;
    }

    private void Write(string path, List<TensorOutline> tensors) => WholeFile.Write(path, output =>
    {
        var header = Header(tensors);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        // Spaces after the JSON bring the data to a multiple of eight bytes.
        BinaryPrimitives.WriteInt64LittleEndian(length, (header.Length + 7) / 8 * 8);
        output.Write(length);
        output.Write(header);
        while (output.Position % 8 != 0)
            output.WriteByte((byte)' ');
        tensors.ForEach(tensor => tensor.Write(output));
    });

    private byte[] Header(List<TensorOutline> tensors)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in Metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            long offset = 0;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", SafetensorsType.Name(tensor.Type));
                WriteNumbers(json, "shape", tensor.Shape);
                WriteNumbers(json, "data_offsets", [offset, offset += tensor.ByteLength]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return header.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}

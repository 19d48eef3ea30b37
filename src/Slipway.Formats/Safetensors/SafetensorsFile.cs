using System.Runtime.CompilerServices;

namespace Slipway.Formats.Safetensors;

/// <summary>
/// A safetensors file, mapped into memory. Metadata are the strings of its <c>__metadata__</c>, names those of its writer.
/// Tensors lie wherever the header ends, so their addresses may be odd. A tensor of an element type that Slipway does not
/// compute with (integers, 8-bit floats) is an error only when it is asked for.
/// </summary>
public sealed class SafetensorsFile : ModelFile
{
    private const int MaxHeader = 100_000_000;

    private readonly FileMapping _file;
    private readonly Dictionary<string, StoredTensor> _byName = [];
    private readonly Dictionary<string, string> _foreign = [];

    private SafetensorsFile(FileMapping file)
    {
        _file = file;
        var header = ReadHeader(out var data);
        Metadata = new ModelMetadata(Path, header.Metadata);
        CheckCover(header.Tensors, data);
        var tensors = new List<StoredTensor>();
        foreach (var entry in header.Tensors)
        {
            if (SafetensorsType.Parse(entry.Dtype) is { } type)
                tensors.Add(_byName[entry.Name] = Place(entry, type, data));
            else
                _foreign.Add(entry.Name, entry.Dtype);
        }
        Tensors = tensors;
        Names = header.Tensors.Select(entry => entry.Name).ToHashSet();
    }

    public override string Path => _file.Path;

    public override ModelMetadata Metadata { get; }

    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>The names of all tensors, of whatever element type.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <exception cref="ModelFileException">The file cannot be read, or is not a whole and consistent safetensors file.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = FileMapping.Open(path);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override bool TryGetTensor(string name, out StoredTensor tensor)
    {
        if (_foreign.TryGetValue(name, out var dtype))
            throw Error($"tensor '{name}'", $"its element type {dtype} is not supported; F32, F16 and BF16 are");
        return _byName.TryGetValue(name, out tensor);
    }

    internal bool Holds(StoredTensor tensor) => _file.Holds(tensor.Address, tensor.ByteLength);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
    }

    private unsafe SafetensorsHeader ReadHeader(out long data)
    {
        if (_file.Length < sizeof(ulong))
            throw Error("header", $"{_file.Length} bytes are no safetensors file");
        var length = Unsafe.ReadUnaligned<ulong>(_file.At(0));
        if (length > (ulong)_file.Length - sizeof(ulong))
            throw Error("header", $"{length} bytes do not fit into the {_file.Length - sizeof(ulong)} bytes that follow: not a safetensors file, or cut short");
        if (length > MaxHeader)
            throw Error("header", $"{length} bytes; at most {MaxHeader} are read");
        data = sizeof(ulong) + (long)length;
        var header = new SafetensorsHeader(Path, new ReadOnlySpan<byte>(_file.At(sizeof(ulong)), (int)length));
        header.Read();
        return header;
    }

    // The format allows neither gaps nor overlaps nor a rest; a file cut short or patched together shows here.
    private void CheckCover(List<SafetensorsEntry> entries, long data)
    {
        long end = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != end)
                throw Error($"tensor '{entry.Name}'", $"begins at {entry.Begin}, where {end} was expected");
            end = entry.End;
            if (end > _file.Length - data)
                throw Error($"tensor '{entry.Name}'", $"ends at {end}, but the file has {_file.Length - data} bytes of data");
        }
        if (end != _file.Length - data)
            throw Error("file", $"{_file.Length - data - end} bytes at its end belong to no tensor");
    }

    private unsafe StoredTensor Place(SafetensorsEntry entry, TensorType type, long data)
    {
        var count = (UInt128)1;
        foreach (var side in entry.Shape)
        {
            count *= (ulong)side; // two factors below 2^63 fit; the product is checked before the next
            if (count > long.MaxValue)
                throw Error($"tensor '{entry.Name}'", "more values than a file can hold");
        }
        var bytes = entry.End - entry.Begin;
        if (count * (uint)TensorTypes.BlockBytes(type) != (UInt128)bytes)
            throw Error($"tensor '{entry.Name}'", $"{bytes} bytes are not the {count} values of its shape as {type}");
        return new StoredTensor(entry.Name, type, entry.Shape, (nint)_file.At(data + entry.Begin), bytes);
    }
}

namespace Slipway.Formats.Gguf;

/// <summary>One GGUF file, checked from its first byte to its last tensor. A model is one of these, or several in order.</summary>
internal sealed class GgufPart : IDisposable
{
    private const uint Magic = 0x46554747; // "GGUF"

    private readonly FileMapping _file;

    private GgufPart(FileMapping file)
    {
        _file = file;
        var cursor = new GgufCursor(file, 0);
        Version = ReadHeader(ref cursor, out var tensors, out var values);
        Metadata = new ModelMetadata(file.Path, new GgufValues(ReadValues(ref cursor, values)));
        Tensors = ReadTensors(ref cursor, tensors);
    }

    public string Path => _file.Path;

    public uint Version { get; }

    public ModelMetadata Metadata { get; }

    public StoredTensor[] Tensors { get; }

    public static GgufPart Open(string path)
    {
        var file = FileMapping.Open(path);
        try
        {
            return new GgufPart(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public bool Holds(StoredTensor tensor) => _file.Holds(tensor.Address, tensor.ByteLength);

    public void Dispose() => _file.Dispose();

    private static uint ReadHeader(ref GgufCursor cursor, out int tensors, out int values)
    {
        var magic = cursor.Read<uint>();
        if (magic != Magic)
            throw cursor.Error($"begins with 0x{magic:x8}, not with the letters GGUF: not a GGUF file");
        var version = cursor.Read<uint>();
        if (version is not (2 or 3))
            throw cursor.Error((version & 0xffff) == 0 && version != 0
                ? "is big-endian; only little-endian files are read"
                : $"version {version}; only 2 and 3 are read");
        // A tensor takes at least a length, a count, one dimension, a type and an offset; a value a length, a type and a byte.
        tensors = cursor.ReadCount("tensors", 32, int.MaxValue);
        values = cursor.ReadCount("metadata values", 13, int.MaxValue);
        return version;
    }

    private Dictionary<string, GgufValue> ReadValues(ref GgufCursor cursor, int count)
    {
        var values = new Dictionary<string, GgufValue>();
        for (var i = 0; i < count; i++)
        {
            cursor.Place = ($"metadata value {i + 1} of {count}", "");
            var key = cursor.ReadName();
            cursor.Place = ("metadata", key);
            var type = cursor.ReadType();
            var start = cursor.Position;
            GgufValue.Skip(ref cursor, type);
            if (!values.TryAdd(key, new GgufValue(_file, key, type, start, cursor.Position)))
                throw cursor.Error("occurs twice");
        }
        return values;
    }

    private StoredTensor[] ReadTensors(ref GgufCursor cursor, int count)
    {
        var alignment = Metadata.Integer("general.alignment", GgufLimits.DefaultAlignment);
        if (alignment is < 1 or > GgufLimits.MaxAlignment || (alignment & (alignment - 1)) != 0)
            throw Metadata.Wrong("general.alignment", "a power of two", (long)alignment);

        var tensors = new List<StoredTensor>();
        var names = new HashSet<string>();
        for (var i = 0; i < count; i++)
        {
            cursor.Place = ($"tensor {i + 1} of {count}", "");
            var name = cursor.ReadName();
            cursor.Place = ("tensor", name);
            if (!names.Add(name))
                throw cursor.Error("occurs twice");
            tensors.Add(ReadTensor(ref cursor, name, alignment));
        }

        // Offsets count from here. A tensor's address is still its offset until all of them are known to fit.
        var data = (cursor.Position + alignment - 1) / alignment * alignment;
        CheckOverlaps(tensors);
        return [.. tensors.Select(tensor => Place(tensor, data))];
    }

    private static StoredTensor ReadTensor(ref GgufCursor cursor, string name, int alignment)
    {
        var dimensions = cursor.Read<uint>();
        if (dimensions is 0 or > GgufLimits.Dimensions)
            throw cursor.Error($"{dimensions} dimensions; expected 1 to {GgufLimits.Dimensions}");
        // The file lists the innermost dimension first.
        var shape = new long[dimensions];
        var count = (UInt128)1;
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            var side = cursor.Read<ulong>();
            if (side is 0 or > long.MaxValue)
                throw cursor.Error($"a dimension is {side}");
            shape[d] = (long)side;
            count *= side; // four factors of 63 bits overflow 128, so each product is checked
            if (count > long.MaxValue)
                throw cursor.Error("more values than a file can hold");
        }

        var type = (TensorType)cursor.Read<int>();
        if (!TensorTypes.IsKnown(type))
            throw cursor.Error($"type {(int)type}{GgufForeignTypes.Name((int)type)} is not supported");
        if (shape[^1] % TensorTypes.BlockLength(type) != 0)
            throw cursor.Error($"rows of {shape[^1]} values are not whole blocks of {TensorTypes.BlockLength(type)} as {type} has them");
        var bytes = count / (uint)TensorTypes.BlockLength(type) * (uint)TensorTypes.BlockBytes(type);
        var offset = cursor.Read<ulong>();
        if (bytes > long.MaxValue || offset > long.MaxValue)
            throw cursor.Error($"{bytes} bytes at {offset} are more than a file can hold");
        if (offset % (uint)alignment != 0)
            throw cursor.Error($"begins at {offset}, which is not a multiple of the alignment {alignment}");
        return new StoredTensor(name, type, shape, (nint)offset, (long)bytes);
    }

    private unsafe StoredTensor Place(StoredTensor tensor, long data)
    {
        var available = _file.Length - data;
        if (tensor.Address > available || tensor.ByteLength > available - tensor.Address)
            throw new ModelFileException(Path, $"tensor '{tensor.Name}'",
                $"{tensor.ByteLength} bytes at {tensor.Address} do not fit into the {Math.Max(available, 0)} bytes of data in the file");
        return tensor with { Address = (nint)_file.At(data + tensor.Address) };
    }

    private void CheckOverlaps(List<StoredTensor> tensors)
    {
        long end = 0;
        var before = "";
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Address))
        {
            if (tensor.Address < end)
                throw new ModelFileException(Path, $"tensor '{tensor.Name}'", $"begins at {tensor.Address}, inside '{before}'");
            // Saturates: whether the end fits the file is checked apart, against the file.
            end = tensor.ByteLength > long.MaxValue - tensor.Address ? long.MaxValue : tensor.Address + tensor.ByteLength;
            before = tensor.Name;
        }
    }
}

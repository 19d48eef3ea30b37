namespace Slipway.Formats;

/// <summary>A tensor that a writer will write: its data is produced when its turn comes.</summary>
internal sealed record TensorOutline(string Name, TensorType Type, long[] Shape, Action<Stream> Content)
{
    public long ByteLength { get; } = Measure(Name, Type, Shape);

    /// <summary>A tensor of another model, as it is.</summary>
    public static unsafe TensorOutline Of(StoredTensor tensor, string name) => new(name, tensor.Type, [.. tensor.Shape], output =>
    {
        using var raw = new UnmanagedMemoryStream((byte*)tensor.Address, tensor.ByteLength);
        raw.CopyTo(output);
    });

    public void Write(Stream output)
    {
        var start = output.Position;
        Content(output);
        if (output.Position - start != ByteLength)
            throw new InvalidOperationException($"tensor '{Name}' wrote {output.Position - start} bytes; its shape takes {ByteLength}");
    }

    private static long Measure(string name, TensorType type, long[] shape)
    {
        long count = 1;
        foreach (var side in shape)
            count = checked(count * (side > 0 ? side : throw new ArgumentException($"tensor '{name}' is empty")));
        if (count == 1 ? TensorTypes.BlockLength(type) != 1 : shape[^1] % TensorTypes.BlockLength(type) != 0)
            throw new ArgumentException($"tensor '{name}' cannot have the shape [{string.Join(", ", shape)}] in {type}");
        return TensorTypes.ByteLength(type, count);
    }
}

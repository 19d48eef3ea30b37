namespace Slipway.Formats.Gguf;

/// <summary>
/// A model in GGUF, version 2 or 3, mapped into memory; a model in several files opens by any of them. All structure is
/// checked when it is opened; after that, reading any metadata value or any byte of a tensor cannot fail and stays inside
/// the files.
/// </summary>
public sealed class GgufFile : ModelFile
{
    private readonly IReadOnlyList<GgufPart> _parts;
    private readonly Dictionary<string, StoredTensor> _byName = [];

    private GgufFile(string path, IReadOnlyList<GgufPart> parts)
    {
        Path = path;
        _parts = parts;
        Tensors = [.. parts.SelectMany(part => part.Tensors)];
        foreach (var tensor in Tensors)
            if (!_byName.TryAdd(tensor.Name, tensor))
                throw Error($"tensor '{tensor.Name}'", "occurs in two parts");
    }

    public override string Path { get; }

    public override ModelMetadata Metadata => _parts[0].Metadata;

    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>The version of the format.</summary>
    public uint Version => _parts[0].Version;

    /// <summary>How many files the model lies in.</summary>
    public int Parts => _parts.Count;

    /// <exception cref="ModelFileException">The file cannot be read, or is not a whole and consistent GGUF file.</exception>
    public static GgufFile Open(string path)
    {
        var parts = new List<GgufPart> { GgufPart.Open(path) };
        try
        {
            if (GgufSplit.Of(parts[0]) is { } split)
                split.OpenOthers(parts);
            return new GgufFile(path, parts);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    public override bool TryGetTensor(string name, out StoredTensor tensor) => _byName.TryGetValue(name, out tensor);

    internal bool Holds(StoredTensor tensor) => _parts.Any(part => part.Holds(tensor));

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (var part in _parts)
            part.Dispose();
    }
}

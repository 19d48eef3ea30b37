namespace Slipway.Formats.Gguf;

/// <summary>
/// A model in GGUF, version 2 or 3, mapped into memory. All of its structure is checked when it is opened; after that,
/// reading any metadata value or any byte of a tensor cannot fail and stays inside the file.
/// </summary>
public sealed class GgufFile : ModelFile
{
    private readonly GgufPart _part;
    private readonly Dictionary<string, StoredTensor> _byName;

    private GgufFile(GgufPart part)
    {
        _part = part;
        Metadata = part.Metadata;
        Tensors = part.Tensors;
        _byName = Tensors.ToDictionary(tensor => tensor.Name);
    }

    public override string Path => _part.Path;

    public override ModelMetadata Metadata { get; }

    public override IReadOnlyList<StoredTensor> Tensors { get; }

    /// <exception cref="ModelFileException">The file cannot be read, or is not a whole and consistent GGUF file.</exception>
    public static GgufFile Open(string path) => new(GgufPart.Open(path));

    public override bool TryGetTensor(string name, out StoredTensor tensor) => _byName.TryGetValue(name, out tensor);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _part.Dispose();
    }
}

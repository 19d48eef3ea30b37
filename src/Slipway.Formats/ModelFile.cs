namespace Slipway.Formats;

/// <summary>
/// An opened model, whatever its format: metadata under GGUF's keys, and tensors under GGUF's names, mapped into memory.
/// Nothing is read before it is touched.
/// </summary>
public abstract class ModelFile : IDisposable
{
    /// <summary>The path as the user gave it; error messages name it.</summary>
    public abstract string Path { get; }

    public abstract ModelMetadata Metadata { get; }

    public abstract IReadOnlyList<StoredTensor> Tensors { get; }

    public abstract bool TryGetTensor(string name, out StoredTensor tensor);

    public StoredTensor Tensor(string name) =>
        TryGetTensor(name, out var tensor) ? tensor : throw Error($"tensor '{name}'", "missing");

    public ModelFileException Error(string place, string problem) => new(Path, place, problem);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}

/// <summary>
/// One tensor as it lies in the mapped file. <see cref="Shape"/> is row-major, outermost first (a matrix of a linear layer
/// is [outputs, inputs]); the innermost dimension is contiguous and a whole number of blocks.
/// </summary>
public readonly record struct StoredTensor(string Name, TensorType Type, IReadOnlyList<long> Shape, nint Address, long ByteLength)
{
    public long Count => Shape.Aggregate(1L, (product, side) => product * side);
}

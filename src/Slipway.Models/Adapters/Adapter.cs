using Slipway.Formats;
using Slipway.Models.Execution;
using Slipway.Tensors;

namespace Slipway.Models.Adapters;

/// <summary>
/// A LoRA adapter: to some linear layers' outputs it adds B · A · x. Bound to one model's description; spans of a batch choose it, and one
/// batch may hold spans of several.
/// </summary>
public sealed class Adapter : IDisposable
{
    private readonly AdapterPair?[] _pairs;
    private readonly List<NativeBuffer> _buffers = [];

    private Adapter(int linears, string path) => (_pairs, Path) = (new AdapterPair?[linears], path);

    public string Path { get; }

    /// <summary>The widest inner product, values a row.</summary>
    public int Rank { get; private set; }

    /// <summary>Opens an adapter in PEFT's format (a directory) or GGUF's (a file).</summary>
    /// <exception cref="ModelFileException">It is neither, does something besides LoRA, or was made for another model.</exception>
    public static Adapter Open(string path, Model model)
    {
        var adapter = new Adapter(model.Linears.Count, path);
        try
        {
            foreach (var part in Directory.Exists(path) ? PeftAdapter.Read(path, model.Metadata) : GgufAdapter.Read(path, model.Spec.Architecture))
            {
                using (part)
                    adapter.Bind(part, model);
            }
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _buffers.ForEach(buffer => buffer.Dispose());
        _buffers.Clear();
        Array.Clear(_pairs);
    }

    internal AdapterPair? Pair(int linear) => _pairs[linear];

    /// <summary>Gives a matrix's A and B to the linear layers that are rows of it.</summary>
    private void Bind(AdapterPart part, Model model)
    {
        var found = false;
        for (var index = 0; index < _pairs.Length; index++)
        {
            var linear = model.Linears[index];
            // Of a tied output the matrix is the embedding, which an adapter would change as such.
            if (linear.Matrix.Name != part.Name || linear.Matrix == model.Spec.Tokens)
                continue;
            found = true;
            var (inputs, outputs) = (linear.Matrix.Shape[^1], linear.Matrix.Shape[^2]);
            if (part.A.Shape is not [var rank, var columns] || part.B.Shape is not [var rows, var inner] || inner != rank || columns != inputs || rows != outputs)
            {
                throw new ModelFileException(Path, $"tensor '{part.Name}'",
                    $"expected A and B of [rank, {inputs}] and [{outputs}, rank], found [{string.Join(", ", part.A.Shape)}] and [{string.Join(", ", part.B.Shape)}]");
            }
            Rank = Math.Max(Rank, (int)rank);
            _pairs[index] = new AdapterPair(
                Copy(part.A, 0, (int)rank, 1),
                Copy(part.B, linear.FirstRow, linear.Outputs, part.Scale));
        }
        if (!found)
            throw new ModelFileException(Path, $"tensor '{part.Name}'", "the model has no linear layer of this name");
    }

    private unsafe WeightMatrix Copy(PlainTensor source, int firstRow, int rows, float scale)
    {
        var columns = (int)source.Shape[1];
        var buffer = new NativeBuffer((long)rows * columns);
        _buffers.Add(buffer);
        var values = (float*)source.Address + (long)firstRow * columns;
        for (long i = 0; i < buffer.Length; i++)
            buffer.Data[i] = values[i] * scale;
        return new WeightMatrix(TensorType.F32, rows, columns, (nint)buffer.Data);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;
using Slipway.Formats;
using Slipway.Tensors.Blocks;

namespace Slipway.Models;

/// <summary>
/// A tensor of F32, F16 or BF16 values, in a mapped file or in memory of its own, that is rearranged on its way between Hugging Face's
/// layout and GGUF's. Results own new memory; the source stays as it is.
/// </summary>
internal sealed unsafe class PlainTensor : IDisposable
{
    private void* _owned;

    public PlainTensor(StoredTensor stored)
    {
        if (TensorTypes.BlockLength(stored.Type) != 1)
            throw new ArgumentException($"{stored.Name} is not of a plain type", nameof(stored));
        (Type, Shape, Address) = (stored.Type, [.. stored.Shape], stored.Address);
    }

    private PlainTensor(TensorType type, long[] shape)
    {
        (Type, Shape) = (type, shape);
        _owned = NativeMemory.AlignedAlloc(checked((nuint)ByteLength), 64);
        Address = (nint)_owned;
    }

    public TensorType Type { get; }

    public long[] Shape { get; }

    public nint Address { get; }

    public long Count => Shape.Aggregate(1L, (product, side) => product * side);

    public long ByteLength => TensorTypes.ByteLength(Type, Count);

    private int ElementBytes => TensorTypes.BlockBytes(Type);

    public static PlainTensor Of(long[] shape, ReadOnlySpan<float> values)
    {
        var tensor = new PlainTensor(TensorType.F32, shape);
        values.CopyTo(new Span<float>((void*)tensor.Address, values.Length));
        return tensor;
    }

    /// <summary>Several tensors of one shape as one, with a dimension more.</summary>
    public static PlainTensor Stack(IReadOnlyList<PlainTensor> parts) => Join(parts, [parts.Count, .. parts[0].Shape]);

    /// <summary>The rows of several tensors one after another, along the second dimension from the end.</summary>
    public static PlainTensor JoinRows(PlainTensor first, PlainTensor second)
    {
        long[] shape = [.. first.Shape[..^2], first.Shape[^2] + second.Shape[^2], first.Shape[^1]];
        var result = new PlainTensor(first.Type, shape);
        var (bytes, more) = (first.MatrixBytes, second.MatrixBytes);
        for (long matrix = 0; matrix < first.ByteLength / bytes; matrix++)
        {
            Copy(first.Address + (nint)(matrix * bytes), result.Address + (nint)(matrix * (bytes + more)), bytes);
            Copy(second.Address + (nint)(matrix * more), result.Address + (nint)(matrix * (bytes + more) + bytes), more);
        }
        return result;
    }

    public StoredTensor Named(string name) => new(name, Type, Shape, Address, ByteLength);

    /// <summary>Part <paramref name="index"/> of the first dimension.</summary>
    public PlainTensor Part(long index) =>
        new(new StoredTensor("", Type, Shape[1..], Address + (nint)(index * ByteLength / Shape[0]), ByteLength / Shape[0]));

    /// <summary>Rows along the second dimension from the end, in each matrix.</summary>
    public PlainTensor Rows(long start, long count)
    {
        var result = new PlainTensor(Type, [.. Shape[..^2], count, Shape[^1]]);
        var rowBytes = Shape[^1] * ElementBytes;
        for (long matrix = 0; matrix < ByteLength / MatrixBytes; matrix++)
            Copy(Address + (nint)(matrix * MatrixBytes + start * rowBytes), result.Address + (nint)(matrix * count * rowBytes), count * rowBytes);
        return result;
    }

    /// <summary>The same rows (or, in a vector, values) in another order: row i of the result is row order(i) of this.</summary>
    public PlainTensor Reorder(Func<long, long> order)
    {
        var result = new PlainTensor(Type, Shape);
        var rowBytes = ByteLength / Shape[0];
        for (long row = 0; row < Shape[0]; row++)
            Copy(Address + (nint)(order(row) * rowBytes), result.Address + (nint)(row * rowBytes), rowBytes);
        return result;
    }

    /// <summary>The last two dimensions exchanged.</summary>
    public PlainTensor Transpose()
    {
        var result = new PlainTensor(Type, [.. Shape[..^2], Shape[^1], Shape[^2]]);
        for (long matrix = 0; matrix < ByteLength / MatrixBytes; matrix++)
        {
            var offset = (nint)(matrix * MatrixBytes);
            if (ElementBytes == sizeof(ushort))
                Transpose((ushort*)(Address + offset), (ushort*)(result.Address + offset), Shape[^2], Shape[^1]);
            else
                Transpose((uint*)(Address + offset), (uint*)(result.Address + offset), Shape[^2], Shape[^1]);
        }
        return result;
    }

    /// <summary>The values in another plain type, plus a constant.</summary>
    public PlainTensor To(TensorType type, float plus = 0)
    {
        var result = new PlainTensor(type, Shape);
        Encode(Type, (byte*)Address, Count, type, (byte*)result.Address, plus);
        return result;
    }

    /// <summary>A stored tensor of any type, its blocks decoded.</summary>
    public static PlainTensor Decode(StoredTensor stored, TensorType type)
    {
        var result = new PlainTensor(type, [.. stored.Shape]);
        Encode(stored.Type, (byte*)stored.Address, stored.Count, type, (byte*)result.Address, 0);
        return result;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_owned);
        _owned = null;
    }

    private long MatrixBytes => Shape[^2] * Shape[^1] * ElementBytes;

    private static PlainTensor Join(IReadOnlyList<PlainTensor> parts, long[] shape)
    {
        var result = new PlainTensor(parts[0].Type, shape);
        var offset = result.Address;
        foreach (var part in parts)
        {
            Copy(part.Address, offset, part.ByteLength);
            offset += (nint)part.ByteLength;
        }
        return result;
    }

    private static void Encode(TensorType from, byte* source, long count, TensorType to, byte* target, float plus)
    {
        const int Most = 1 << 16;
        var values = new float[Most];
        for (long done = 0; done < count; done += Most)
        {
            var part = values.AsSpan(0, (int)Math.Min(Most, count - done));
            var sourceBytes = TensorTypes.ByteLength(from, part.Length);
            BlockCodec.Decode(from, new ReadOnlySpan<byte>(source + TensorTypes.ByteLength(from, done), (int)sourceBytes), part);
            foreach (ref var value in part)
                value += plus;
            var targetBytes = TensorTypes.ByteLength(to, part.Length);
            BlockCodec.Encode(to, part, new Span<byte>(target + TensorTypes.ByteLength(to, done), (int)targetBytes));
        }
    }

    private static void Transpose<T>(T* source, T* target, long rows, long columns) where T : unmanaged, INumberBase<T>
    {
        // In squares, so that neither side leaves the cache.
        const int Side = 64;
        for (long top = 0; top < rows; top += Side)
        {
            for (long left = 0; left < columns; left += Side)
            {
                for (var row = top; row < Math.Min(rows, top + Side); row++)
                {
                    for (var column = left; column < Math.Min(columns, left + Side); column++)
                        target[column * rows + row] = source[row * columns + column];
                }
            }
        }
    }

    private static void Copy(nint source, nint target, long bytes) => Buffer.MemoryCopy((void*)source, (void*)target, bytes, bytes);
}

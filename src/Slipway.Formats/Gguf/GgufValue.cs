using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Formats.Gguf;

/// <summary>
/// One metadata value where it lies in the file. Opening a file only walks over its values; the long arrays of a vocabulary
/// become .NET objects when somebody asks for them.
/// </summary>
internal sealed unsafe class GgufValue(FileMapping file, string key, GgufValueType type, long start, long end)
{
    private object? _value;

    public GgufValueType Type => type;

    /// <summary>The value as the file has it, for copying it to another file unchanged.</summary>
    public void CopyTo(Stream destination)
    {
        using var raw = new UnmanagedMemoryStream(file.At(start), end - start);
        raw.CopyTo(destination);
    }

    public object Get()
    {
        if (_value is { } known)
            return known;
        var cursor = new GgufCursor(file, start) { Place = ("metadata", key) };
        return _value = Read(ref cursor, type);
    }

    /// <summary>Walks over a value, checking it all: a file that opens has no value that cannot be read later.</summary>
    public static void Skip(ref GgufCursor cursor, GgufValueType type, int depth = 0)
    {
        switch (type)
        {
            case GgufValueType.String:
                cursor.ReadText(GgufLimits.TextBytes);
                break;
            case GgufValueType.Array when depth == GgufLimits.ArrayDepth:
                throw cursor.Error($"arrays are nested more than {GgufLimits.ArrayDepth} deep");
            case GgufValueType.Array:
                var (element, count) = ReadArrayHead(ref cursor);
                if (GgufValueTypes.Size(element) is > 0 and var size)
                    CheckElements(cursor, element, cursor.Take((long)count * size), count);
                else
                    for (var i = 0; i < count; i++)
                        Skip(ref cursor, element, depth + 1);
                break;
            default:
                var value = cursor.Take(GgufValueTypes.Size(type));
                if (type == GgufValueType.Bool)
                    CheckElements(cursor, type, value, 1);
                break;
        }
    }

    private static void CheckElements(GgufCursor cursor, GgufValueType type, byte* values, int count)
    {
        if (type == GgufValueType.Bool && Fixed<byte>(values, count).ContainsAnyExceptInRange((byte)0, (byte)1))
            throw cursor.Error("a boolean is neither 0 nor 1");
        if (type == GgufValueType.UInt64 && Fixed<ulong>(values, count).ContainsAnyInRange((ulong)long.MaxValue + 1, ulong.MaxValue))
            throw cursor.Error("an array holds an integer beyond 63 bits");
    }

    private static object Read(ref GgufCursor cursor, GgufValueType type) => type switch
    {
        GgufValueType.UInt8 => (long)cursor.Read<byte>(),
        GgufValueType.Int8 => (long)cursor.Read<sbyte>(),
        GgufValueType.UInt16 => (long)cursor.Read<ushort>(),
        GgufValueType.Int16 => (long)cursor.Read<short>(),
        GgufValueType.UInt32 => (long)cursor.Read<uint>(),
        GgufValueType.Int32 => (long)cursor.Read<int>(),
        GgufValueType.Int64 => cursor.Read<long>(),
        GgufValueType.UInt64 => cursor.Read<ulong>(),
        GgufValueType.Float32 => (double)cursor.Read<float>(),
        GgufValueType.Float64 => cursor.Read<double>(),
        GgufValueType.Bool => cursor.Read<byte>() != 0,
        GgufValueType.String => ReadString(ref cursor),
        _ => ReadArray(ref cursor),
    };

    private static object ReadArray(ref GgufCursor cursor)
    {
        var (element, count) = ReadArrayHead(ref cursor);
        return element switch
        {
            GgufValueType.UInt8 => Convert<byte, long>(ref cursor, count),
            GgufValueType.Int8 => Convert<sbyte, long>(ref cursor, count),
            GgufValueType.UInt16 => Convert<ushort, long>(ref cursor, count),
            GgufValueType.Int16 => Convert<short, long>(ref cursor, count),
            GgufValueType.UInt32 => Convert<uint, long>(ref cursor, count),
            GgufValueType.Int32 => Convert<int, long>(ref cursor, count),
            GgufValueType.Int64 => Convert<long, long>(ref cursor, count),
            GgufValueType.UInt64 => Convert<ulong, long>(ref cursor, count),
            GgufValueType.Float32 => Convert<float, double>(ref cursor, count),
            GgufValueType.Float64 => Convert<double, double>(ref cursor, count),
            GgufValueType.Bool => Fixed<bool>(cursor.Take(count), count).ToArray(),
            GgufValueType.String => ReadEach(ref cursor, count, ReadString),
            _ => ReadEach(ref cursor, count, ReadArray),
        };
    }

    private static (GgufValueType Element, int Count) ReadArrayHead(ref GgufCursor cursor)
    {
        var element = cursor.ReadType();
        var smallest = element switch
        {
            GgufValueType.String => sizeof(ulong),
            GgufValueType.Array => sizeof(GgufValueType) + sizeof(ulong),
            _ => GgufValueTypes.Size(element),
        };
        return (element, cursor.ReadCount("values", smallest, GgufLimits.ArrayLength));
    }

    private static string ReadString(ref GgufCursor cursor) => Encoding.UTF8.GetString(cursor.ReadText(GgufLimits.TextBytes));

    private static T[] ReadEach<T>(ref GgufCursor cursor, int count, Reader<T> read)
    {
        var values = new T[count];
        for (var i = 0; i < count; i++)
            values[i] = read(ref cursor);
        return values;
    }

    private static TTo[] Convert<TFrom, TTo>(ref GgufCursor cursor, int count)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : INumberBase<TTo>
    {
        var stored = Fixed<TFrom>(cursor.Take((long)count * sizeof(TFrom)), count);
        var values = new TTo[count];
        for (var i = 0; i < count; i++)
            values[i] = TTo.CreateTruncating(stored[i]);
        return values;
    }

    private static ReadOnlySpan<T> Fixed<T>(byte* values, int count) where T : unmanaged =>
        MemoryMarshal.CreateReadOnlySpan(ref *(T*)values, count);

    private delegate T Reader<out T>(ref GgufCursor cursor);
}

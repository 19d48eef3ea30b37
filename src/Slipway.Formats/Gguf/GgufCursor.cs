using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Slipway.Formats.Gguf;

/// <summary>Reads forward through a mapped file; every read is checked against the end first.</summary>
internal unsafe struct GgufCursor(FileMapping file, long position)
{
    public long Position { get; private set; } = position;

    /// <summary>What is being read, for error messages: joined only when one is needed.</summary>
    public (string What, string Name) Place { get; set; } = ("header", "");

    public readonly long Remaining => file.Length - Position;

    public readonly ModelFileException Error(string problem) =>
        new(file.Path, Place.Name.Length == 0 ? Place.What : $"{Place.What} '{Place.Name}'", problem);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Take(long bytes)
    {
        if ((ulong)bytes > (ulong)Remaining)
            throw TooShort(bytes);
        var start = file.At(Position);
        Position += bytes;
        return start;
    }

    public T Read<T>() where T : unmanaged => Unsafe.ReadUnaligned<T>(Take(sizeof(T)));

    /// <summary>A length prefix and its bytes.</summary>
    public ReadOnlySpan<byte> ReadText(int limit)
    {
        var length = Read<ulong>();
        if (length > (ulong)Remaining)
            throw TooShort(length);
        if (length > (ulong)limit)
            throw Error($"a text of {length} bytes; at most {limit} are read");
        return new(Take((long)length), (int)length);
    }

    public string ReadName()
    {
        var utf8 = ReadText(GgufLimits.NameBytes);
        if (utf8.IsEmpty)
            throw Error("a name is empty");
        if (!Utf8.IsValid(utf8))
            throw Error($"the name that ends at byte {Position} is not UTF-8");
        return Encoding.UTF8.GetString(utf8);
    }

    /// <summary>A count of things of which each takes at least <paramref name="bytesEach"/>, checked before anything is made for them.</summary>
    public int ReadCount(string things, int bytesEach, int limit)
    {
        var count = Read<ulong>();
        if (count > (ulong)(Remaining / bytesEach))
            throw Error($"{count} {things} do not fit into the {Remaining} bytes that remain");
        if (count > (ulong)limit)
            throw Error($"{count} {things}; at most {limit} are read");
        return (int)count;
    }

    public GgufValueType ReadType()
    {
        var type = Read<GgufValueType>();
        return type <= GgufValueType.Float64 ? type : throw Error($"unknown value type {(uint)type}");
    }

    private readonly ModelFileException TooShort<T>(T bytes) =>
        Error($"{bytes} bytes are needed at byte {Position}, but the file ends at {file.Length}");
}

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Platform.Access;

/// <summary>
/// SHA-256 of a key: all that is stored, and what is looked up. Comparing digests tells a guesser nothing about the key, whatever
/// time it takes.
/// </summary>
public readonly record struct KeyDigest(ulong A, ulong B, ulong C, ulong D)
{
    private const int OnStack = 256;

    public static KeyDigest Of(ReadOnlySpan<char> key)
    {
        var length = Encoding.UTF8.GetMaxByteCount(key.Length);
        var rented = length > OnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        var utf8 = rented ?? stackalloc byte[OnStack];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return new KeyDigest(Part(hash, 0), Part(hash, 1), Part(hash, 2), Part(hash, 3));
    }

    /// <summary>Hexadecimal, as stored.</summary>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";

    private static ulong Part(ReadOnlySpan<byte> hash, int index) => BinaryPrimitives.ReadUInt64BigEndian(hash[(index * 8)..]);
}

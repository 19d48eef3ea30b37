using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Formats.Datasets;

/// <summary>
/// Which part of a dataset an example belongs to. The place depends on the seed and the question alone, so it doesn't change when
/// examples are added or reordered, and equal questions never stand on both sides.
/// </summary>
public static class DatasetSplit
{
    /// <summary>Whether the example is held out, where <paramref name="share"/> of all (0 to 1) is to be.</summary>
    public static bool IsHeldOut(Example example, double share, ulong seed)
    {
        if (example.Split is { } split)
            return split is "test" or "validation" or "eval" or "dev";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, seed);
        hash.AppendData(number);
        foreach (var turn in example.Turns.SkipLast(1))
            hash.AppendData(Encoding.UTF8.GetBytes(turn.Content));
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest) < share * ulong.MaxValue;
    }
}

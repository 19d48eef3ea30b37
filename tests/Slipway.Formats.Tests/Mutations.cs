using System.Buffers.Binary;

namespace Slipway.Formats.Tests;

/// <summary>Damages valid files the way bad disks, broken downloads and hostile hands do.</summary>
public sealed class Mutations(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A damaged copy; <paramref name="interesting"/> is the part that damage mostly hits, such as the header.</summary>
    public byte[] Mutate(byte[] file, int interesting)
    {
        var bytes = (byte[])file.Clone();
        for (var n = _random.Next(1, 4); n > 0 && bytes.Length > 0; n--)
            bytes = MutateOnce(bytes, Math.Min(interesting, bytes.Length));
        return bytes;
    }

    private byte[] MutateOnce(byte[] bytes, int interesting)
    {
        var at = _random.Next(_random.Next(8) == 0 ? bytes.Length : interesting);
        var rest = bytes.AsSpan(at);
        switch (_random.Next(9))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + _random.Next(1, 16))..]];
            case 2:
                return [.. bytes[..at], .. new byte[_random.Next(1, 16)], .. bytes[at..]];
            case 3:
                return [.. bytes, .. new byte[_random.Next(1, 64)]];
            case 4:
                rest[0] = (byte)_random.Next(256);
                return bytes;
            // Numbers in text stay numbers, so that damage gets past the parser.
            case 5 or 6 or 7 when rest[0] is >= (byte)'0' and <= (byte)'9':
                rest[0] = (byte)('0' + _random.Next(10));
                return bytes;
            case 5 when rest.Length >= 8:
                BinaryPrimitives.WriteUInt64LittleEndian(rest, Number(bytes.Length));
                return bytes;
            case 6 when rest.Length >= 4:
                BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)Number(bytes.Length));
                return bytes;
            default:
                rest[0] ^= (byte)(1 << _random.Next(8));
                return bytes;
        }
    }

    private ulong Number(int length) => _random.Next(10) switch
    {
        0 => 0,
        1 => 1,
        2 => ulong.MaxValue,
        3 => long.MaxValue,
        4 => 1ul << 63,
        5 => uint.MaxValue,
        6 => int.MaxValue,
        7 => (ulong)length,
        8 => (ulong)_random.Next(2 * length),
        _ => (ulong)_random.NextInt64(),
    };
}

using System.Text;

namespace Slipway.Formats.Tokenizers;

/// <summary>Makes valid UTF-8 of any bytes: each byte that belongs to no character becomes U+FFFD, as llama.cpp has it.</summary>
internal static class TextRepair
{
    public static byte[] Repair(ReadOnlySpan<byte> broken)
    {
        var repaired = new List<byte>(broken.Length + 16);
        while (!broken.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(broken, out _, out var length) == System.Buffers.OperationStatus.Done;
            repaired.AddRange(valid ? broken[..length] : "\uFFFD"u8);
            broken = broken[(valid ? length : 1)..];
        }

        return [.. repaired];
    }
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace Slipway.Platform.Registry.Intake;

/// <summary>Tells what a file is without trusting its name.</summary>
internal static class ArtifactSniffer
{
    private const int TarMarkAt = 257;

    public static ArtifactKind Look(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[512];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (head.StartsWith("GGUF"u8))
            return ArtifactKind.Gguf;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return HoldsTar(file) ? ArtifactKind.GzippedTar : ArtifactKind.Other;
        if (IsTar(head))
            return ArtifactKind.Tar;
        // Since 2020 torch.save writes a zip that holds data.pkl; before, the bare pickle, whose protocols 2 to 5 begin so.
        if (head.StartsWith("PK\u0003\u0004"u8) && head.IndexOf("data.pkl"u8) >= 0 || head is [0x80, >= 2 and <= 5, ..])
            return ArtifactKind.Pickle;
        return head.Length > 9 && BinaryPrimitives.ReadUInt64LittleEndian(head) is > 1 and var length && length < (ulong)file.Length && head[8] == (byte)'{'
            ? ArtifactKind.Safetensors
            : ArtifactKind.Other;
    }

    private static bool IsTar(ReadOnlySpan<byte> head) => head.Length == 512 && head[TarMarkAt..].StartsWith("ustar"u8);

    private static bool HoldsTar(FileStream file)
    {
        file.Position = 0;
        try
        {
            using var unzipped = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            Span<byte> head = stackalloc byte[512];
            return unzipped.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && IsTar(head);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}

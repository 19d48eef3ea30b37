using System.Security.Cryptography;
using System.Text;
using Slipway.Platform.Artifacts;

namespace Slipway.Storage.Artifacts;

/// <summary>What a file or directory on the disk is called in the store.</summary>
internal static class BlobDigest
{
    private const int Chunk = 1 << 20;

    public static bool IsOne(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    public static async Task<Blob> OfAsync(string path, CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
            return await OfFileAsync(path, cancellation).ConfigureAwait(false);
        var manifest = new StringBuilder();
        long size = 0;
        foreach (var file in Files(path))
        {
            var blob = await OfFileAsync(Path.Combine(path, file), cancellation).ConfigureAwait(false);
            manifest.Append(blob.Digest).Append("  ").Append(file).Append('\n');
            size += blob.Size;
        }
        return new Blob(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest.ToString()))), size);
    }

    public static long SizeOf(string path) =>
        Directory.Exists(path) ? Files(path).Sum(file => new FileInfo(Path.Combine(path, file)).Length) : new FileInfo(path).Length;

    /// <summary>The files of a directory by their relative paths with '/', sorted the same everywhere.</summary>
    public static IReadOnlyList<string> Files(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(directory, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    private static async Task<Blob> OfFileAsync(string path, CancellationToken cancellation)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Chunk, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (stream.ConfigureAwait(false))
        {
            var digest = await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false);
            return new Blob(Convert.ToHexStringLower(digest), stream.Length);
        }
    }
}

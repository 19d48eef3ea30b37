using System.Runtime.InteropServices;
using Slipway.Platform.Common;

namespace Slipway.Platform.Registry;

/// <summary>Tells whether a file that stays where it is has been exchanged.</summary>
public static partial class InPlaceFiles
{
    /// <summary>Null where there is nothing of that name. Of a directory, its files together.</summary>
    public static ServedInPlace? Look(string path)
    {
        try
        {
            if (File.Exists(path))
                return new ServedInPlace(path, new FileInfo(path).Length, Changed(path), Inode(path));
            if (!Directory.Exists(path))
                return null;
            var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
            return new ServedInPlace(path, files.Sum(file => new FileInfo(file).Length), files.Select(Changed).DefaultIfEmpty().Max(),
                files.Aggregate(0L, (sum, file) => unchecked((sum * 31) + Inode(file))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Changed(string path) => new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToMicros();

    /// <summary>0 where the system doesn't tell.</summary>
    private static unsafe long Inode(string path)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        // struct statx: the inode is the 64 bits at offset 32, on every architecture.
        var buffer = stackalloc byte[256];
        return Statx(-100, path, 0, 0x100, buffer) == 0 ? *(long*)(buffer + 32) : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* buffer);
}

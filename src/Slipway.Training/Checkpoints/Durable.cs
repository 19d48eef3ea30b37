using System.Runtime.InteropServices;

namespace Slipway.Training.Checkpoints;

/// <summary>Brings what was written to the disk itself, so that it is there after the machine lost its power.</summary>
internal static partial class Durable
{
    public static void File(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The names in a folder; a rename is lasting only after this.</summary>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = Open(path, 0);
        if (folder < 0)
            throw new IOException($"{path}: cannot be opened to flush it (errno {Marshal.GetLastPInvokeError()})");
        var failed = Flush(folder) != 0;
        _ = Close(folder);
        if (failed)
            throw new IOException($"{path}: cannot be flushed");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}

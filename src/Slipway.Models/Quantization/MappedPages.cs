using System.Runtime.InteropServices;

namespace Slipway.Models.Quantization;

/// <summary>Gives back memory that a mapped file occupies once its bytes are no longer needed; they can still be read again.</summary>
internal static partial class MappedPages
{
    private const int DontNeed = 4;

    public static void Release(nint address, long length)
    {
        if (!OperatingSystem.IsLinux())
            return;
        // Only whole pages inside: neighbours may be in use.
        var page = Environment.SystemPageSize;
        var start = (address + page - 1) / page * page;
        var end = (nint)(address + length) / page * page;
        if (end > start)
            _ = Advise(start, (nuint)(end - start), DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}

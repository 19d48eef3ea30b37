using System.IO.MemoryMappedFiles;

namespace Slipway.Formats;

/// <summary>
/// A whole file mapped into memory, read-only. What lazily reads from it asks here for its bytes, so that use after
/// disposal is an exception and not a crash.
/// </summary>
internal sealed unsafe class FileMapping : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private FileMapping(string path, FileStream stream)
    {
        Path = path;
        Length = stream.Length;
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    public string Path { get; }

    public long Length { get; }

    /// <exception cref="ModelFileException">The file cannot be opened, or is empty.</exception>
    public static FileMapping Open(string path)
    {
        FileStream? stream = null;
        try
        {
            if (Directory.Exists(path))
                throw new ModelFileException(path, "file", "is a directory");
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (stream.Length == 0)
                throw new ModelFileException(path, "file", "is empty");
            return new FileMapping(path, stream);
        }
        catch (Exception problem)
        {
            stream?.Dispose();
            if (problem is FileNotFoundException or DirectoryNotFoundException)
                throw new ModelFileException(path, "file", "does not exist", problem);
            if (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
                throw new ModelFileException(path, "file", $"cannot be opened: {problem.Message}", problem);
            throw;
        }
    }

    /// <summary>The address of a byte; the caller has checked that it and what it reads from there lie inside the file.</summary>
    public byte* At(long offset)
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        return _start + offset;
    }

    public bool Holds(nint address, long bytes) =>
        address >= (nint)_start && bytes >= 0 && bytes <= Length && address - (nint)_start <= Length - bytes;

    public void Dispose()
    {
        if (_start == null)
            return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}

namespace Slipway.Server.Logs;

/// <summary>
/// A log file that keeps its name: when it is full it becomes <c>NAME.1.log</c>, that one <c>NAME.2.log</c>, and the oldest goes. A disk that
/// takes no more costs lines of the log, never a request.
/// </summary>
public sealed class RotatingFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly long _largest;
    private readonly int _kept;
    private FileStream? _file;

    public RotatingFile(string path, long largest, int kept)
    {
        (_path, _largest, _kept) = (path, largest, kept);
        // A log is there from the start, so that whoever looks for it finds it.
        Write([]);
    }

    /// <summary>Lines that could not be written.</summary>
    public long Lost { get; private set; }

    public void Write(ReadOnlySpan<byte> lines)
    {
        lock (_gate)
        {
            try
            {
                _file ??= Open();
                if (_file.Length > 0 && _file.Length + lines.Length > _largest)
                    Rotate();
                _file!.Write(lines);
                _file.Flush();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Lost++;
                _file?.Dispose();
                _file = null;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _file?.Dispose();
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        return new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    private void Rotate()
    {
        _file!.Dispose();
        _file = null;
        for (var age = _kept; age > 0; age--)
        {
            var younger = age == 1 ? _path : Aged(age - 1);
            if (File.Exists(younger))
                File.Move(younger, Aged(age), overwrite: true);
        }

        if (_kept == 0)
            File.Delete(_path);
        _file = Open();
    }

    private string Aged(int age) => Path.ChangeExtension(_path, null) + $".{age}{Path.GetExtension(_path)}";
}

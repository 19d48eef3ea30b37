namespace Slipway.Formats.Datasets;

/// <summary>The content byte by byte, with the line that the next byte stands in, and the record that is being collected.</summary>
internal sealed class ByteSource(Stream file, DatasetLimits limits) : IDisposable
{
    private readonly BoundedStream _content = new(file, limits);
    private readonly byte[] _buffer = new byte[1 << 16];
    private byte[] _record = new byte[1 << 12];
    private int _position;
    private int _filled;

    public long Line { get; private set; } = 1;

    /// <summary>The bytes kept since the last <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> Record => _record.AsMemory(0, Kept);

    public int Kept { get; private set; }

    /// <summary>Whether the record has become longer than allowed; the rest of it is read but not kept.</summary>
    public bool TooLong { get; private set; }

    /// <summary>The next byte, or -1 at the end.</summary>
    public int Peek()
    {
        if (_position == _filled)
        {
            _filled = _content.Read(_buffer, Line);
            _position = 0;
            if (_filled == 0)
                return -1;
        }
        return _buffer[_position];
    }

    public int Next()
    {
        var value = Peek();
        if (value < 0)
            return value;
        _position++;
        if (value == '\n')
            Line++;
        return value;
    }

    public void Begin() => (Kept, TooLong) = (0, false);

    public void Keep(int value)
    {
        if (Kept == limits.RecordBytes)
        {
            TooLong = true;
            return;
        }
        if (Kept == _record.Length)
            Array.Resize(ref _record, Math.Min(limits.RecordBytes, _record.Length * 2));
        _record[Kept++] = (byte)value;
    }

    /// <summary>Passes over a byte order mark.</summary>
    public void SkipMark()
    {
        if (Peek() != 0xEF)
            return;
        for (var index = 0; index < 3; index++)
            Next();
    }

    public void Dispose() => _content.Dispose();
}

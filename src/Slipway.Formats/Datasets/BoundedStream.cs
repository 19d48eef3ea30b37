using System.IO.Compression;

namespace Slipway.Formats.Datasets;

/// <summary>Reads a dataset's content, decompressed where it is gzip, and stops where it grows beyond what the limits allow.</summary>
internal sealed class BoundedStream : IDisposable
{
    private const int GzipMagic = 0x8b1f;

    /// <summary>A small file may be very repetitive; only beyond this does the rate of expansion count.</summary>
    private const long ExpansionStart = 16 << 20;

    private readonly Stream _file;
    private readonly Stream _content;
    private readonly DatasetLimits _limits;
    private long _read;

    public BoundedStream(Stream file, DatasetLimits limits)
    {
        _file = file;
        _limits = limits;
        var magic = file.ReadByte() | file.ReadByte() << 8;
        file.Position = 0;
        _content = magic == GzipMagic ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
    }

    public int Read(Span<byte> buffer, long line)
    {
        int count;
        try
        {
            count = _content.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw new DatasetException(line, "the gzip stream is damaged");
        }
        _read += count;
        if (_read > _limits.Bytes)
            throw new DatasetException(line, $"the dataset is larger than the {_limits.Bytes} bytes allowed");
        if (_content != _file && _read > ExpansionStart && _read > _limits.Expansion * _file.Length)
            throw new DatasetException(line, $"the gzip stream grows to more than {_limits.Expansion} times its size");
        return count;
    }

    public void Dispose()
    {
        if (_content != _file)
            _content.Dispose();
    }
}

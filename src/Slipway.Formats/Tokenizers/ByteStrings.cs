using System.Text;

namespace Slipway.Formats.Tokenizers;

/// <summary>A growing list of byte strings in one array: a vocabulary has a hundred thousand of them, most a few bytes long.</summary>
internal sealed class ByteStrings(int expected)
{
    private readonly List<int> _ends = new(expected);
    private byte[] _bytes = new byte[expected * 8];

    public int Count => _ends.Count;

    public ReadOnlySpan<byte> this[int index] => _bytes.AsSpan(Start(index), _ends[index] - Start(index));

    public void Add(ReadOnlySpan<byte> value) => value.CopyTo(Append(value.Length));

    public void AddText(ReadOnlySpan<char> text)
    {
        var space = Append(Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, space);
    }

    private int Start(int index) => index == 0 ? 0 : _ends[index - 1];

    private Span<byte> Append(int length)
    {
        var start = Start(_ends.Count);
        if (start + length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + length));
        _ends.Add(start + length);
        return _bytes.AsSpan(start, length);
    }
}

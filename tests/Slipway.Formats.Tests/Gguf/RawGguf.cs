using System.Text;

namespace Slipway.Formats.Tests.Gguf;

/// <summary>Writes GGUF piece by piece with nothing checked: for files that the writer would refuse to write.</summary>
public sealed class RawGguf
{
    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;

    public RawGguf(ulong tensors = 0, ulong values = 0, uint version = 3, string magic = "GGUF")
    {
        _writer = new BinaryWriter(_bytes);
        _writer.Write(Encoding.ASCII.GetBytes(magic));
        _writer.Write(version);
        _writer.Write(tensors);
        _writer.Write(values);
    }

    public RawGguf Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return U64((ulong)utf8.Length).Bytes(utf8);
    }

    public RawGguf Key(string name, uint type) => Text(name).U32(type);

    public RawGguf Tensor(string name, uint type, ulong offset, params ulong[] innermostFirst)
    {
        Text(name).U32((uint)innermostFirst.Length);
        foreach (var side in innermostFirst)
            U64(side);
        return U32(type).U64(offset);
    }

    public RawGguf Bytes(params byte[] bytes)
    {
        _writer.Write(bytes);
        return this;
    }

    public RawGguf U32(uint value) => Bytes(BitConverter.GetBytes(value));

    public RawGguf U64(ulong value) => Bytes(BitConverter.GetBytes(value));

    public RawGguf Data(int bytes, int alignment = 32)
    {
        while (_bytes.Length % alignment != 0)
            Bytes(0);
        return Bytes(new byte[bytes]);
    }

    public byte[] ToArray() => _bytes.ToArray();
}

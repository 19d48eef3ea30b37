using System.Buffers;
using System.Text;

namespace Slipway.Formats.Tokenizers.Normalizing;

/// <summary>Puts one text in the place of another, as SentencePiece puts ▁ for a space.</summary>
internal sealed class ReplaceNormalizer(string pattern, string content) : Normalizer
{
    private readonly byte[] _pattern = Encoding.UTF8.GetBytes(pattern);
    private readonly byte[] _content = Encoding.UTF8.GetBytes(content);

    public string Pattern => pattern;

    public string Content => content;

    public override void Write(ReadOnlySpan<byte> text, bool first, ArrayBufferWriter<byte> output)
    {
        while (text.IndexOf(_pattern) is >= 0 and var at)
        {
            output.Write(text[..at]);
            output.Write(_content);
            text = text[(at + _pattern.Length)..];
        }

        output.Write(text);
    }
}

using System.Text;

namespace Slipway.Formats.Tokenizers;

/// <summary>
/// Turns tokens into text as they come, and never gives out half a character: bytes wait until theirs is whole. Bytes that cannot become
/// one are a U+FFFD.
/// </summary>
/// <param name="tokenizer">Whose tokens come.</param>
/// <param name="startsText">
/// The tokens are a text from its beginning, so that the space which encoding put before it is dropped; otherwise they continue one.
/// </param>
public sealed class TextDecoder(Tokenizer tokenizer, bool startsText = false)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private bool _dropsSpace = startsText && tokenizer.AddsSpace;

    /// <summary>The text that is certain with this token; empty while a character waits for its other bytes.</summary>
    public string Append(int token)
    {
        var bytes = tokenizer.Bytes(token);
        if (bytes.IsEmpty)
            return "";
        if (_dropsSpace)
        {
            _dropsSpace = false;
            if (bytes[0] == ' ')
                bytes = bytes[1..];
        }

        return Convert(bytes, flush: false);
    }

    /// <summary>Ends the text: what still waits is a U+FFFD.</summary>
    public string Flush() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        // Each byte gives one character at most, and those that wait (three at most) one more.
        Span<char> text = bytes.Length <= 256 ? stackalloc char[bytes.Length + 4] : new char[bytes.Length + 4];
        var length = _decoder.GetChars(bytes, text, flush);
        return length == 0 ? "" : new string(text[..length]);
    }
}

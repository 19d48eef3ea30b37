using System.Text;

namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>Cuts at every occurrence of a text, which is a piece of its own or belongs to the one before or behind it.</summary>
internal sealed class TextSplitter(string separator, TextSplitter.Side side) : Splitter
{
    private readonly byte[] _separator = Encoding.UTF8.GetBytes(separator);

    public enum Side
    {
        Alone,
        Before,
        After,
    }

    public string Separator => separator;

    public override int Next(ReadOnlySpan<byte> text)
    {
        // What belongs behind a separator begins with it.
        var from = side == Side.After && text.StartsWith(_separator) ? _separator.Length : 0;
        var at = text[from..].IndexOf(_separator);
        if (at < 0)
            return text.Length;
        return side switch
        {
            Side.Before => at + _separator.Length,
            Side.Alone when at == 0 => _separator.Length,
            _ => from + at,
        };
    }
}

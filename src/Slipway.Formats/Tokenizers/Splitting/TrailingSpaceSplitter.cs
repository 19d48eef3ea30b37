namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>Cuts the white space at the end of a piece off: <c>\s+$</c>.</summary>
internal sealed class TrailingSpaceSplitter : Splitter
{
    public override int Next(ReadOnlySpan<byte> text)
    {
        var (at, end) = (0, 0);
        while (at < text.Length)
        {
            var isSpace = (Characters.Read(text, at, out var length) & CharacterClass.Space) != 0;
            at += length;
            if (!isSpace)
                end = at;
        }

        return end > 0 ? end : at;
    }
}

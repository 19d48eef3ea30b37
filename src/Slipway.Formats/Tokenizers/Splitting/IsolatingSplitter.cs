namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>Makes every match of a pattern a piece of its own, and leaves what stands between two matches in one piece.</summary>
internal sealed class IsolatingSplitter(IsolatingSplitter.Pattern pattern) : Splitter
{
    /// <summary>Bytes of the match that begins at <paramref name="at"/>; 0 where none does.</summary>
    public delegate int Pattern(ReadOnlySpan<byte> text, int at);

    public override int Next(ReadOnlySpan<byte> text)
    {
        if (pattern(text, 0) is > 0 and var match)
            return match;
        var at = 0;
        do
        {
            Characters.Read(text, at, out var length);
            at += length;
        }
        while (at < text.Length && pattern(text, at) == 0);
        return at;
    }
}

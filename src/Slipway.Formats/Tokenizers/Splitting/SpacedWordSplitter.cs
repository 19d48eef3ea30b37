namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>
/// Begins a new word at every ▁ that follows something else. Right wherever no token has a ▁ behind another character: then nothing would
/// merge across, and short words are faster than one long text.
/// </summary>
internal sealed class SpacedWordSplitter : Splitter
{
    public const char Space = '▁';

    public static ReadOnlySpan<byte> SpaceBytes => "▁"u8;

    /// <summary>Whether some token has a ▁ behind another character.</summary>
    public static bool Disallowed(string spelling) => spelling.AsSpan().TrimStart(Space).Contains(Space);

    /// <summary>Each ▁ begins a word, also one that follows another ▁.</summary>
    public bool EverySpace { get; init; }

    public override int Next(ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (text[start..].StartsWith(SpaceBytes) && !(EverySpace && start > 0))
            start += SpaceBytes.Length;
        var word = text[start..].IndexOf(SpaceBytes);
        return word < 0 ? text.Length : start + word;
    }
}

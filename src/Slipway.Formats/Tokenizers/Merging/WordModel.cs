namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>Turns one word into tokens.</summary>
internal abstract class WordModel
{
    public abstract void Encode(ReadOnlySpan<byte> word, List<int> tokens);
}

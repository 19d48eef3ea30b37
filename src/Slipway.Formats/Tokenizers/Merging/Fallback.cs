namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>What stands for text that no token stands for: a token for each of its bytes, or else the unknown token, or else nothing.</summary>
/// <param name="bytes">The token of each byte; -1 where there is none.</param>
/// <param name="unknown">The unknown token, or -1.</param>
internal sealed class Fallback(int[] bytes, int unknown)
{
    /// <summary>Several unknown symbols in a row are one unknown token.</summary>
    public bool Fuses { get; init; }

    public void Encode(ReadOnlySpan<byte> text, List<int> tokens)
    {
        foreach (var value in text)
        {
            if (bytes[value] >= 0)
                continue;
            if (unknown >= 0 && !(Fuses && tokens.Count > 0 && tokens[^1] == unknown))
                tokens.Add(unknown);
            return;
        }

        foreach (var value in text)
            tokens.Add(bytes[value]);
    }
}

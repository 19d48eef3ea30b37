namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>
/// GPT-2's rule: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// </summary>
internal sealed class Gpt2Splitter : Splitter
{
    public override int Next(ReadOnlySpan<byte> text)
    {
        if (Contraction(text, 0, ignoreCase: false) is > 0 and var contraction)
            return contraction;
        var start = text[0] == ' ' ? 1 : 0;
        var first = Characters.Read(text, start, out var length);
        if ((first & CharacterClass.Letter) != 0)
            return Characters.Skip(text, start + length, CharacterClass.Letter);
        if ((first & CharacterClass.Number) != 0)
            return Characters.Skip(text, start + length, CharacterClass.Number);
        if (length == 0 || (first & CharacterClass.Space) != 0)
            return WhiteSpace(text, 0);
        return Characters.SkipOthers(text, start + length, CharacterClass.Space | CharacterClass.Letter | CharacterClass.Number);
    }
}

namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>
/// The rule of Llama 3 and its relatives, in their order: a contraction; letters, with one other character before them; digits;
/// punctuation with a space before and line ends behind; white space up to its last line end; white space.
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>
/// </summary>
internal sealed class WordSplitter(WordRules rules) : Splitter
{
    private readonly CharacterClass _letters = rules.Marks ? CharacterClass.Letter | CharacterClass.Mark : CharacterClass.Letter;

    public override int Next(ReadOnlySpan<byte> text)
    {
        if (rules.Contractions && !rules.Cased && Contraction(text, 0, ignoreCase: true) is > 0 and var contraction)
            return contraction;
        var first = Characters.Read(text, 0, out var length);
        if ((rules.Cased ? CasedWord(text, first, length) : Word(text, first, length)) is > 0 and var word)
            return word;
        if ((first & CharacterClass.Number) != 0)
            return Characters.Skip(text, length, CharacterClass.Number, rules.Digits - 1);
        if (Punctuation(text) is > 0 and var punctuation)
            return punctuation;
        return LineEnds(text) is > 0 and var lines ? lines : WhiteSpace(text, 0);
    }

    // [^\r\n\p{L}\p{N}]?\p{L}+
    private int Word(ReadOnlySpan<byte> text, CharacterClass first, int length)
    {
        if ((first & _letters) == 0 &&
            ((first & CharacterClass.Number) != 0 || text[0] is (byte)'\r' or (byte)'\n' ||
            (Characters.Read(text, length, out _) & _letters) == 0))
            return 0;
        return Characters.Skip(text, length, _letters);
    }

    // With U = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}], L = [\p{Ll}\p{Lm}\p{Lo}\p{M}] and P = [^\r\n\p{L}\p{N}]: P?U*L+ or else P?U+L*, each
    // with a contraction behind. Both try first with a P and then without; a mark is a P as well as a U and an L.
    private int CasedWord(ReadOnlySpan<byte> text, CharacterClass first, int length)
    {
        var prefix = (first & (CharacterClass.Letter | CharacterClass.Number)) == 0 && text[0] is not ((byte)'\r' or (byte)'\n') ? length : 0;
        var end = LowerTail(text, prefix);
        if (end == 0 && prefix > 0)
            end = LowerTail(text, 0);
        if (end == 0)
            end = UpperHead(text, prefix);
        if (end == 0 && prefix > 0)
            end = UpperHead(text, 0);
        return end > 0 && rules.Contractions ? end + Contraction(text, end, ignoreCase: true) : end;
    }

    // U*L+ from start on; 0 where there is none.
    private static int LowerTail(ReadOnlySpan<byte> text, int start)
    {
        var (at, end) = (start, 0);
        int length;
        CharacterClass read;
        for (; IsUpperSide(read = Characters.Read(text, at, out length)); at += length)
        {
            // U* gives characters back until one of them can be the L.
            if (IsLowerSide(read))
                end = at + length;
        }

        for (; IsLowerSide(Characters.Read(text, at, out length)); at += length)
            end = at + length;
        return end;
    }

    // U+L* from start on; 0 where there is none. LowerTail has failed there, so no L follows the U+.
    private static int UpperHead(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        while (IsUpperSide(Characters.Read(text, at, out var length)))
            at += length;
        return at > start ? at : 0;
    }

    private static bool IsUpperSide(CharacterClass read) =>
        (read & (CharacterClass.Letter | CharacterClass.Mark)) != 0 && (read & CharacterClass.Lower) == 0;

    private static bool IsLowerSide(CharacterClass read) =>
        (read & (CharacterClass.Letter | CharacterClass.Mark)) != 0 && (read & CharacterClass.Upper) == 0;

    //  ?[^\s\p{L}\p{N}]+[\r\n]*
    private int Punctuation(ReadOnlySpan<byte> text)
    {
        var start = text[0] == ' ' ? 1 : 0;
        var at = Characters.SkipOthers(text, start, CharacterClass.Space | CharacterClass.Number | _letters);
        if (at == start)
            return 0;
        while (at < text.Length && (text[at] is (byte)'\r' or (byte)'\n' || (rules.Slashes && text[at] == '/')))
            at++;
        return at;
    }

    // \s*[\r\n]+
    private static int LineEnds(ReadOnlySpan<byte> text)
    {
        var (at, end) = (0, 0);
        while ((Characters.Read(text, at, out var length) & CharacterClass.Space) != 0)
        {
            at += length;
            if (text[at - 1] is (byte)'\r' or (byte)'\n')
                end = at;
        }

        return end;
    }
}

namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>What the rules of pre-tokenizers ask of a character: its general category, coarsely, and whether it is white space.</summary>
[Flags]
internal enum CharacterClass : byte
{
    None = 0,
    Letter = 1,
    Number = 2,
    Space = 4,
    Mark = 8,
    Punctuation = 16,
    Symbol = 32,

    /// <summary>Lu and Lt; always together with <see cref="Letter"/>.</summary>
    Upper = 64,

    /// <summary>Ll; always together with <see cref="Letter"/>.</summary>
    Lower = 128,
}

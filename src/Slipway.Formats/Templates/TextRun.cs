namespace Slipway.Formats.Templates;

/// <summary>
/// A stretch of a rendered prompt. Control tokens may be recognised only where <see cref="FromUser"/> is false; runs that
/// stand beside each other are one text, which <see cref="Tokenizers.Tokenizer.Encode(IReadOnlyList{TextRun}, List{int})"/> reads as one.
/// </summary>
public readonly record struct TextRun(string Text, bool FromUser);

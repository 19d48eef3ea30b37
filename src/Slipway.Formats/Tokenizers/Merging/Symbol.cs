namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>A part of a word that is one token, or none yet (-1).</summary>
internal readonly record struct Symbol(int Start, int Length, int Token);

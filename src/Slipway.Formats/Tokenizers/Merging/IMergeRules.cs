namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>Says which neighbours merge.</summary>
internal interface IMergeRules
{
    /// <summary>The order in which the two merge, lower first, and their token; uint.MaxValue where they don't.</summary>
    uint Find(in Symbol left, in Symbol right, out int token);
}

namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>How the rules of Llama 3, Qwen 2, GPT-4o and their relatives differ.</summary>
internal sealed record WordRules
{
    /// <summary>English contractions are words of their own ('S as 's). Where words are cased, they belong to the word before.</summary>
    public bool Contractions { get; init; } = true;

    /// <summary>A word ends where a capital follows a small letter; combining marks belong to either.</summary>
    public bool Cased { get; init; }

    /// <summary>Combining marks are letters of a word.</summary>
    public bool Marks { get; init; }

    /// <summary>Digits of one word.</summary>
    public int Digits { get; init; } = 1;

    /// <summary>Line ends that follow punctuation belong to it, and with them slashes.</summary>
    public bool Slashes { get; init; }
}

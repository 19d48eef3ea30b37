namespace Slipway.Formats.Tokenizers;

/// <summary>Text to token ids and back. Instances are immutable and safe to share between threads.</summary>
public abstract class Tokenizer
{
    /// <summary>Number of token ids.</summary>
    public abstract int Count { get; }

    public abstract int? Bos { get; }

    public abstract int? Eos { get; }

    /// <summary>Every token that ends an answer: end of sequence, end of turn, end of message.</summary>
    public abstract IReadOnlySet<int> EndOfGeneration { get; }

    /// <summary>Whether a plain prompt begins with <see cref="Bos"/>.</summary>
    public abstract bool AddsBos { get; }

    public abstract bool AddsEos { get; }

    /// <summary>
    /// Appends the tokens of <paramref name="utf8"/>, without BOS and EOS. Control tokens are recognised in the text only
    /// where <paramref name="parseSpecial"/> is true: text that a user wrote is always encoded with false.
    /// </summary>
    public abstract void Encode(ReadOnlySpan<byte> utf8, List<int> tokens, bool parseSpecial);

    /// <summary>The bytes that a token stands for in text; empty for control tokens.</summary>
    public abstract ReadOnlySpan<byte> Bytes(int token);

    /// <summary>The token as the vocabulary spells it, for people and for logprobs.</summary>
    public abstract string Piece(int token);

    public abstract bool IsControl(int token);

    /// <summary>The id of a token spelled exactly so, or null.</summary>
    public abstract int? Find(string piece);
}

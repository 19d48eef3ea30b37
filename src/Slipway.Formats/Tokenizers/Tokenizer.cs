using System.Text;
using Slipway.Formats.Templates;

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

    /// <summary>Whether encoding puts a space before a text, as SentencePiece does; decoding a whole text drops it again.</summary>
    public abstract bool AddsSpace { get; }

    /// <summary>
    /// Appends the tokens of <paramref name="utf8"/>, without BOS and EOS. Control tokens are recognised in the text only
    /// where <paramref name="parseSpecial"/> is true: text that a user wrote is always encoded with false.
    /// </summary>
    public abstract void Encode(ReadOnlySpan<byte> utf8, List<int> tokens, bool parseSpecial);

    /// <summary>
    /// Appends the tokens of a rendered prompt, without further BOS and EOS. It is one text, but control tokens are recognised only in
    /// what its template wrote.
    /// </summary>
    public virtual void Encode(IReadOnlyList<TextRun> runs, List<int> tokens)
    {
        foreach (var run in runs)
            Encode(Encoding.UTF8.GetBytes(run.Text), tokens, parseSpecial: !run.FromUser);
    }

    /// <summary>The bytes that a token stands for in text; empty for control tokens.</summary>
    public abstract ReadOnlySpan<byte> Bytes(int token);

    /// <summary>The token as the vocabulary spells it: Ġthe, ▁the, &lt;0x0A&gt;.</summary>
    public abstract string Spelling(int token);

    public abstract TokenKind Kind(int token);

    /// <summary>The id of a token spelled exactly so, or null.</summary>
    public abstract int? Find(string spelling);

    public bool IsControl(int token) => Kind(token) == TokenKind.Control;

    /// <summary>The token for people and for logprobs: its text where it has one, else its spelling. Part of a character is a U+FFFD.</summary>
    public string Piece(int token) => Bytes(token) is { IsEmpty: false } bytes ? Encoding.UTF8.GetString(bytes) : Spelling(token);

    /// <summary>The tokens of a text, without BOS and EOS.</summary>
    public List<int> Encode(string text, bool parseSpecial)
    {
        var tokens = new List<int>();
        Encode(Encoding.UTF8.GetBytes(text), tokens, parseSpecial);
        return tokens;
    }

    /// <summary>The whole text of tokens; control tokens have none.</summary>
    public string Decode(IEnumerable<int> tokens)
    {
        var decoder = new TextDecoder(this, startsText: true);
        return string.Concat(tokens.Select(decoder.Append)) + decoder.Flush();
    }
}

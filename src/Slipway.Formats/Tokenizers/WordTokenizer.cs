using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Slipway.Formats.Templates;
using Slipway.Formats.Tokenizers.Merging;
using Slipway.Formats.Tokenizers.Normalizing;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers;

/// <summary>
/// The way of all tokenizers here: special tokens are found, the text between them is normalized, cut into words, and each word becomes
/// tokens.
/// </summary>
internal sealed class WordTokenizer(Vocabulary vocabulary, WordModel model, SpecialIds special) : Tokenizer
{
    private readonly SpecialTokens _always = Recognised(vocabulary, special, [TokenKind.UserDefined]);

    private readonly SpecialTokens _parsed =
        Recognised(vocabulary, special, [TokenKind.UserDefined, TokenKind.Control, TokenKind.Unknown]);

    /// <summary>The stages that cut text; none where all of it is one word.</summary>
    public Splitter[] Splitters { get; init; } = [];

    public Normalizer? Normalizer { get; init; }

    /// <summary>Broken UTF-8 is repaired first; otherwise its bytes reach the model as they are.</summary>
    public bool RepairsText { get; init; }

    public override bool AddsSpace => special.AddsSpace;

    public override int Count => vocabulary.Count;

    public override int? Bos => special.Bos;

    public override int? Eos => special.Eos;

    public override IReadOnlySet<int> EndOfGeneration => special.EndOfGeneration;

    public override bool AddsBos => special.AddsBos && special.Bos is not null;

    public override bool AddsEos => special.AddsEos && special.Eos is not null;

    public override ReadOnlySpan<byte> Bytes(int token) => vocabulary.Bytes(token);

    public override string Spelling(int token) => vocabulary.Spelling(token);

    public override TokenKind Kind(int token) => vocabulary.Kind(token);

    public override int? Find(string spelling) => vocabulary.Find(spelling);

    public override void Encode(ReadOnlySpan<byte> utf8, List<int> tokens, bool parseSpecial)
    {
        var valid = Utf8.IsValid(utf8);
        if (!valid && RepairsText)
        {
            utf8 = TextRepair.Repair(utf8);
            valid = true;
        }

        Encode(utf8, (parseSpecial ? _parsed : _always).Find(utf8), valid, tokens);
    }

    public override void Encode(IReadOnlyList<TextRun> runs, List<int> tokens)
    {
        var text = new ArrayBufferWriter<byte>();
        var written = new List<(int Start, int End)>();
        foreach (var run in runs)
        {
            var start = text.WrittenCount;
            Encoding.UTF8.GetBytes(run.Text, text);
            if (run.FromUser)
                written.Add((start, text.WrittenCount));
        }
        var matches = _parsed.Find(text.WrittenSpan, match =>
            Kind(match.Token) != TokenKind.UserDefined && Touches(written, match.Start, match.Start + match.Length));
        Encode(text.WrittenSpan, matches, true, tokens);
    }

    private void Encode(ReadOnlySpan<byte> utf8, List<SpecialTokens.Match> matches, bool valid, List<int> tokens)
    {
        var at = 0;
        foreach (var match in matches)
        {
            EncodeText(utf8[at..match.Start], at == 0, valid, tokens);
            tokens.Add(match.Token);
            at = match.Start + match.Length;
        }

        EncodeText(utf8[at..], at == 0, valid, tokens);
    }

    // Whether a stretch shares a byte with one of the others, which are in order.
    private static bool Touches(List<(int Start, int End)> others, int start, int end)
    {
        var index = others.BinarySearch((start, int.MaxValue));
        var next = index < 0 ? ~index : index;
        return (next > 0 && others[next - 1].End > start) || (next < others.Count && others[next].Start < end);
    }

    private static SpecialTokens Recognised(Vocabulary vocabulary, SpecialIds special, TokenKind[] kinds) => new(
        Enumerable.Range(0, vocabulary.Count)
            .Where(token => kinds.Contains(vocabulary.Kind(token)))
            .Select(token => (token, vocabulary.Spelling(token))),
        special.Leftmost);

    private void EncodeText(ReadOnlySpan<byte> text, bool first, bool valid, List<int> tokens)
    {
        if (text.IsEmpty)
            return;
        if (Normalizer is null)
        {
            EncodePiece(text, 0, tokens);
            return;
        }

        var output = new ArrayBufferWriter<byte>(text.Length * 2);
        Normalizer.Write(text, first, output);
        // Splitters read valid text only; without them the words are the same, found more slowly.
        EncodePiece(output.WrittenSpan, valid ? 0 : Splitters.Length, tokens);
    }

    private void EncodePiece(ReadOnlySpan<byte> text, int stage, List<int> tokens)
    {
        if (stage == Splitters.Length)
        {
            model.Encode(text, tokens);
            return;
        }

        while (!text.IsEmpty)
        {
            var length = Splitters[stage].Next(text);
            EncodePiece(text[..length], stage + 1, tokens);
            text = text[length..];
        }
    }
}

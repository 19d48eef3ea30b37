using System.Text;
using Slipway.Formats.Templates;
using Slipway.Formats.Tokenizers;

namespace Slipway.Formats.ToolCalls;

/// <summary>
/// A vocabulary in which the tags that take an answer apart are text. Some models have them as control tokens, which have none of their
/// own: a parser would not see them, and a grammar could not ask for them.
/// </summary>
public sealed class MarkedTokenizer : Tokenizer
{
    private static readonly string[] Tags =
        [AnswerSyntax.OpenThoughts, AnswerSyntax.CloseThoughts, AnswerSyntax.OpenCall, AnswerSyntax.CloseCall, AnswerSyntax.PythonTag];

    private readonly Tokenizer _inner;
    private readonly Dictionary<int, byte[]> _marks;

    private MarkedTokenizer(Tokenizer inner, Dictionary<int, byte[]> marks) => (_inner, _marks) = (inner, marks);

    /// <summary>The tokenizer itself where it has no such control tokens.</summary>
    public static Tokenizer Of(Tokenizer tokenizer)
    {
        var marks = new Dictionary<int, byte[]>();
        foreach (var tag in Tags)
        {
            if (tokenizer.Find(tag) is { } token && tokenizer.Bytes(token).IsEmpty)
                marks[token] = Encoding.UTF8.GetBytes(tag);
        }
        return marks.Count == 0 ? tokenizer : new MarkedTokenizer(tokenizer, marks);
    }

    public override int Count => _inner.Count;

    public override int? Bos => _inner.Bos;

    public override int? Eos => _inner.Eos;

    public override IReadOnlySet<int> EndOfGeneration => _inner.EndOfGeneration;

    public override bool AddsBos => _inner.AddsBos;

    public override bool AddsEos => _inner.AddsEos;

    public override bool AddsSpace => _inner.AddsSpace;

    public override void Encode(ReadOnlySpan<byte> utf8, List<int> tokens, bool parseSpecial) => _inner.Encode(utf8, tokens, parseSpecial);

    public override void Encode(IReadOnlyList<TextRun> runs, List<int> tokens) => _inner.Encode(runs, tokens);

    public override ReadOnlySpan<byte> Bytes(int token) => _marks.TryGetValue(token, out var mark) ? mark : _inner.Bytes(token);

    public override string Spelling(int token) => _inner.Spelling(token);

    public override TokenKind Kind(int token) => _inner.Kind(token);

    public override int? Find(string spelling) => _inner.Find(spelling);
}

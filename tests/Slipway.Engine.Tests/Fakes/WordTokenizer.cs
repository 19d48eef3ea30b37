using System.Text;
using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Tests.Fakes;

/// <summary>A vocabulary of given words behind a token that ends an answer and one without text.</summary>
internal sealed class WordTokenizer(params string[] words) : Tokenizer
{
    public const int End = 0;

    private readonly byte[][] _bytes = [[], [], .. words.Select(Encoding.UTF8.GetBytes)];
    private readonly HashSet<int> _ends = [End];

    public override int Count => _bytes.Length;

    public override int? Bos => null;

    public override int? Eos => End;

    public override IReadOnlySet<int> EndOfGeneration => _ends;

    public override bool AddsBos => false;

    public override bool AddsEos => false;

    public override bool AddsSpace => false;

    public override void Encode(ReadOnlySpan<byte> utf8, List<int> tokens, bool parseSpecial) => throw new NotSupportedException();

    public override ReadOnlySpan<byte> Bytes(int token) => _bytes[token];

    public override string Spelling(int token) => token < 2 ? $"<{token}>" : words[token - 2];

    public override TokenKind Kind(int token) => token < 2 ? TokenKind.Control : TokenKind.Normal;

    public override int? Find(string spelling) => null;
}

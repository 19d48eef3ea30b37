using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Tests.Fakes;

/// <summary>Each byte is a token; 256 ends a sequence.</summary>
internal sealed class ByteTokenizer : Tokenizer
{
    public const int End = 256;

    private static readonly byte[] All = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
    private readonly HashSet<int> _ends = [End];

    public override int Count => 257;

    public override int? Bos => null;

    public override int? Eos => End;

    public override IReadOnlySet<int> EndOfGeneration => _ends;

    public override bool AddsBos => false;

    public override bool AddsEos => false;

    public override bool AddsSpace => false;

    public override void Encode(ReadOnlySpan<byte> utf8, List<int> tokens, bool parseSpecial)
    {
        foreach (var value in utf8)
            tokens.Add(value);
    }

    public override ReadOnlySpan<byte> Bytes(int token) => token < 256 ? All.AsSpan(token, 1) : [];

    public override string Spelling(int token) => token < 256 ? $"<0x{token:X2}>" : "<end>";

    public override TokenKind Kind(int token) => token < 256 ? TokenKind.Byte : TokenKind.Control;

    public override int? Find(string spelling) => null;
}

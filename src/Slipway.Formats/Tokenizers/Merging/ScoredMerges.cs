namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>SentencePiece's byte-pair encoding: two neighbours merge where the text of both is a token, highest scores first.</summary>
internal sealed class ScoredMerges : MergingModel
{
    private readonly uint[] _orders;

    private ScoredMerges(ByteStrings keys, ByteTable table, uint[] orders, Fallback fallback)
        : base(keys, table, orders.Length, fallback) => _orders = orders;

    public static ScoredMerges Create(Vocabulary vocabulary, ReadOnlySpan<float> scores)
    {
        var keys = new ByteStrings(vocabulary.Count);
        var table = new ByteTable(keys, vocabulary.Count);
        var orders = new uint[vocabulary.Count];
        for (var token = 0; token < vocabulary.Count; token++)
        {
            keys.AddText(vocabulary.Spelling(token));
            orders[token] = Order(scores[token]);
            if (vocabulary.Kind(token) is not (TokenKind.Control or TokenKind.Unknown or TokenKind.Byte))
                table.TryAdd(token);
        }

        return new(keys, table, orders, new Fallback(vocabulary.ByteTokens(), vocabulary.Unknown ?? -1));
    }

    protected override int Spell(ReadOnlySpan<byte> word, Span<Symbol> symbols) => CharacterSymbols.Spell(word, symbols, Table);

    protected override int Merge(ReadOnlySpan<byte> word, Span<Symbol> symbols) =>
        SymbolMerger.Merge(symbols, new Rules(word, Table, _orders));

    // Higher scores give lower numbers. Adding zero makes -0 equal to 0; the reader has refused NaN.
    private static uint Order(float score)
    {
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        return (bits & 0x8000_0000) == 0 ? ~(bits | 0x8000_0000) : bits;
    }

    private readonly ref struct Rules(ReadOnlySpan<byte> word, ByteTable table, uint[] orders) : IMergeRules
    {
        private readonly ReadOnlySpan<byte> _word = word;

        public uint Find(in Symbol left, in Symbol right, out int token)
        {
            token = table.Find(_word.Slice(left.Start, left.Length + right.Length));
            return token < 0 ? uint.MaxValue : orders[token];
        }
    }
}

using System.Text;

namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>
/// Byte-pair encoding by a list of merges, the first ones first: GPT-2's, over bytes, or over characters as the tokenizer.json of a
/// SentencePiece model has it.
/// </summary>
internal sealed class RankedMerges : MergingModel
{
    private readonly PairTable _pairs;

    // The token of each byte; null where words begin as characters.
    private readonly int[]? _bytes;

    private RankedMerges(ByteStrings keys, ByteTable table, int count, PairTable pairs, int[]? bytes, Fallback fallback)
        : base(keys, table, count, fallback) => (_pairs, _bytes) = (pairs, bytes);

    /// <summary>
    /// Reads merges, whose parts are spelled as tokens are. A part that is no token of the vocabulary (or only one that text must not
    /// become) takes part in merging all the same, and where it is left over, it falls back to bytes.
    /// </summary>
    public static RankedMerges Create(
        Vocabulary vocabulary,
        IReadOnlyList<(ReadOnlyMemory<char> Left, ReadOnlyMemory<char> Right)> merges,
        bool byteLevel,
        Fallback? fallback = null,
        bool wholeWords = false)
    {
        var keys = new Keys(vocabulary, byteLevel);
        var pairs = new PairTable(merges.Count);
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = (keys.Find(merges[rank].Left.Span), keys.Find(merges[rank].Right.Span));
            if (left >= 0 && right >= 0)
                pairs.Add(left, right, (uint)rank, keys.Join(left, right));
        }

        int[]? bytes = byteLevel ? [.. Enumerable.Range(0, 256).Select(value => keys.FindOrAdd([(byte)value]))] : null;
        fallback ??= new Fallback(
            bytes is null ? vocabulary.ByteTokens() : [.. bytes.Select(token => token < vocabulary.Count ? token : -1)], vocabulary.Unknown ?? -1);
        return new(keys.Strings, keys.Table, vocabulary.Count, pairs, bytes, fallback) { WholeWords = wholeWords };
    }

    protected override int Spell(ReadOnlySpan<byte> word, Span<Symbol> symbols)
    {
        if (_bytes is null)
            return CharacterSymbols.Spell(word, symbols, Table);
        for (var i = 0; i < word.Length; i++)
            symbols[i] = new(i, 1, _bytes[word[i]]);
        return word.Length;
    }

    protected override int Merge(ReadOnlySpan<byte> word, Span<Symbol> symbols) => SymbolMerger.Merge(symbols, new Rules(_pairs));

    private readonly struct Rules(PairTable pairs) : IMergeRules
    {
        public uint Find(in Symbol left, in Symbol right, out int token) => pairs.Find(left.Token, right.Token, out token);
    }

    /// <summary>What the tokens are in a word, and the parts of merges that are no tokens behind them.</summary>
    private sealed class Keys
    {
        private readonly bool _byteLevel;
        private byte[] _buffer = new byte[256];

        public Keys(Vocabulary vocabulary, bool byteLevel)
        {
            _byteLevel = byteLevel;
            Strings = new(vocabulary.Count + 256);
            Table = new(Strings, vocabulary.Count + 256);
            for (var token = 0; token < vocabulary.Count; token++)
            {
                var isText = vocabulary.Kind(token) is not (TokenKind.Control or TokenKind.Unknown or TokenKind.Byte);
                var length = isText ? Read(vocabulary.Spelling(token)) : -1;
                Strings.Add(_buffer.AsSpan(0, Math.Max(length, 0)));
                if (length > 0)
                    Table.TryAdd(token);
            }
        }

        public ByteStrings Strings { get; }

        public ByteTable Table { get; }

        /// <summary>The token or part that is spelled so; -1 where the spelling isn't of the alphabet.</summary>
        public int Find(ReadOnlySpan<char> spelling) => Read(spelling) is > 0 and var length ? FindOrAdd(_buffer.AsSpan(0, length)) : -1;

        public int Join(int left, int right)
        {
            var first = Strings[left];
            var second = Strings[right];
            Reserve(first.Length + second.Length);
            first.CopyTo(_buffer);
            second.CopyTo(_buffer.AsSpan(first.Length));
            return FindOrAdd(_buffer.AsSpan(0, first.Length + second.Length));
        }

        public int FindOrAdd(ReadOnlySpan<byte> key)
        {
            var known = Table.Find(key);
            if (known >= 0)
                return known;
            Strings.Add(key);
            Table.TryAdd(Strings.Count - 1);
            return Strings.Count - 1;
        }

        private int Read(ReadOnlySpan<char> spelling)
        {
            Reserve(spelling.Length * 3);
            if (!_byteLevel)
                return Encoding.UTF8.GetBytes(spelling, _buffer);
            return ByteAlphabet.TryRead(spelling, _buffer) ? spelling.Length : -1;
        }

        private void Reserve(int length)
        {
            if (_buffer.Length < length)
                _buffer = new byte[length * 2];
        }
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>
/// What the two kinds of byte-pair encoding share: words that are one token are found at once, the others are spelled out and merged, and
/// what no token stands for falls back to bytes.
/// </summary>
/// <param name="keys">What each token is in a word, by id; beyond <paramref name="count"/> those that only merges speak of.</param>
/// <param name="table">Finds in <paramref name="keys"/> what text may become: no control tokens.</param>
/// <param name="count">Number of tokens.</param>
/// <param name="fallback">Where nothing fits.</param>
internal abstract class MergingModel(ByteStrings keys, ByteTable table, int count, Fallback fallback) : WordModel
{
    // For each token whether its own text merges back into it: 0 is not known yet, 1 yes, 2 no. Found out when first asked; two threads
    // that do so at once write the same.
    private readonly byte[] _merges = new byte[count];

    /// <summary>A word that is a token is that token, even where merging would not arrive at it.</summary>
    public bool WholeWords { get; init; }

    protected ByteTable Table => table;

    public sealed override void Encode(ReadOnlySpan<byte> word, List<int> tokens)
    {
        var known = table.Find(word);
        if ((uint)known < (uint)count && (WholeWords || MergesInto(known)))
            tokens.Add(known);
        else
            EncodeParts(word, tokens);
    }

    /// <summary>Whether merging the text of a token gives that token; also where it has no text that a word could be.</summary>
    public bool MergesInto(int token)
    {
        if (_merges[token] == 0)
        {
            var symbols = new Symbol[keys[token].Length];
            var left = Merge(keys[token], symbols.AsSpan(0, Spell(keys[token], symbols)));
            _merges[token] = (byte)(left == 0 || (left == 1 && symbols[0].Token == token) ? 1 : 2);
        }

        return _merges[token] == 1;
    }

    /// <summary>Cuts a word into the symbols that merging begins with, and returns their number: at most one for each byte.</summary>
    protected abstract int Spell(ReadOnlySpan<byte> word, Span<Symbol> symbols);

    protected abstract int Merge(ReadOnlySpan<byte> word, Span<Symbol> symbols);

    [SkipLocalsInit]
    private void EncodeParts(ReadOnlySpan<byte> word, List<int> tokens)
    {
        Symbol[]? rented = null;
        var symbols = word.Length <= SymbolMerger.FewSymbols
            ? stackalloc Symbol[SymbolMerger.FewSymbols]
            : rented = ArrayPool<Symbol>.Shared.Rent(word.Length);
        var left = Merge(word, symbols[..Spell(word, symbols)]);
        foreach (var symbol in symbols[..left])
        {
            if ((uint)symbol.Token < (uint)count)
                tokens.Add(symbol.Token);
            else
                fallback.Encode(word.Slice(symbol.Start, symbol.Length), tokens);
        }

        if (rented is not null)
            ArrayPool<Symbol>.Shared.Return(rented);
    }
}

using System.Text;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers.Training;

/// <summary>Learns a vocabulary from texts by byte-pair encoding.</summary>
public static class BpeTrainer
{
    /// <summary>
    /// A byte-level vocabulary: all bytes, what their merges give, then user-defined and control tokens. Every text can be written with
    /// it.
    /// </summary>
    public static StoredVocabulary TrainByteLevel(IEnumerable<string> corpus, BpeTrainerOptions options)
    {
        var rules = PreTokenizer.Find(options.Pre) ??
            throw new ArgumentException($"no pre-tokenizer is called '{options.Pre}'", nameof(options));
        // The order of GPT-2: the bytes whose letter is themselves, then the others.
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).OrderBy(ByteAlphabet.Letter).ToArray();
        var symbols = bytes.Select(value => ByteAlphabet.Letter(value).ToString()).ToList();
        var symbolOf = new int[256];
        for (var symbol = 0; symbol < bytes.Length; symbol++)
            symbolOf[bytes[symbol]] = symbol;

        var words = CountWords(corpus.Select(Encoding.UTF8.GetBytes), rules.Splitters);
        var control = options.AllControl();
        var merges = Learn(
            words.Select(word => (word.Key.Select(letter => symbolOf[(byte)letter]).ToArray(), word.Value)),
            symbols,
            options.Size - control.Count - options.UserDefined.Count,
            [.. control, .. options.UserDefined]);

        var first = symbols.Count + options.UserDefined.Count;
        return new StoredVocabulary
        {
            Model = "gpt2",
            Pre = options.Pre,
            Tokens = [.. symbols, .. options.UserDefined, .. control],
            Kinds =
            [
                .. Enumerable.Repeat(TokenKind.Normal, symbols.Count),
                .. Enumerable.Repeat(TokenKind.UserDefined, options.UserDefined.Count),
                .. Enumerable.Repeat(TokenKind.Control, control.Count),
            ],
            Merges = merges,
            Bos = first,
            Eos = first + 1,
            Eot = options.Eot is null ? null : first + 2,
            AddsBos = options.AddsBos,
        };
    }

    /// <summary>
    /// A vocabulary of SentencePiece's kind: unknown, begin and end, control and user-defined tokens, all bytes, then the characters of
    /// the corpus and what their merges give, which merge by score.
    /// </summary>
    public static StoredVocabulary TrainSentencePiece(IEnumerable<string> corpus, BpeTrainerOptions options)
    {
        var control = options.AllControl();
        string[] fixedTokens =
            ["<unk>", .. control, .. options.UserDefined, .. Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>")];
        var words = CountWords(
            corpus.Select(text => Encoding.UTF8.GetBytes(SpacedWordSplitter.Space + text.Replace(' ', SpacedWordSplitter.Space))),
            [new SpacedWordSplitter()]);
        // llama.cpp reads a token up to its first NUL; as a byte it has a token all the same.
        var texts = words.Where(word => !word.Key.Contains('\0'))
            .Select(word => (Runes: Utf8(word.Key).EnumerateRunes().ToArray(), word.Value))
            .ToList();
        var symbols = texts.SelectMany(word => word.Runes).Distinct().Order().Select(rune => rune.ToString()).ToList();
        var symbolOf = symbols.Select((symbol, index) => (symbol, index)).ToDictionary(pair => pair.symbol, pair => pair.index);
        Learn(
            texts.Select(word => (word.Runes.Select(rune => symbolOf[rune.ToString()]).ToArray(), word.Value)),
            symbols,
            options.Size - fixedTokens.Length,
            fixedTokens);

        return new StoredVocabulary
        {
            Model = "llama",
            Tokens = [.. fixedTokens, .. symbols],
            Kinds =
            [
                TokenKind.Unknown,
                .. Enumerable.Repeat(TokenKind.Control, control.Count),
                .. Enumerable.Repeat(TokenKind.UserDefined, options.UserDefined.Count),
                .. Enumerable.Repeat(TokenKind.Byte, 256),
                .. Enumerable.Repeat(TokenKind.Normal, symbols.Count),
            ],
            // What was learned first has the highest score. Characters need none, nothing merges into them.
            Scores =
            [
                .. Enumerable.Repeat(0f, fixedTokens.Length),
                .. Enumerable.Range(0, symbols.Count).Select(rank => (float)-rank),
            ],
            Bos = 1,
            Eos = 2,
            Eot = options.Eot is null ? null : 3,
            Unknown = 0,
            AddsBos = options.AddsBos,
            AddsSpace = true,
        };
    }

    // Words by their bytes, each byte as one character: strings compare and hash fast.
    private static Dictionary<string, long> CountWords(IEnumerable<byte[]> texts, Splitter[] splitters)
    {
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in texts)
            Split(text, 0);
        return words;

        void Split(ReadOnlySpan<byte> text, int stage)
        {
            if (stage == splitters.Length)
            {
                var word = Encoding.Latin1.GetString(text);
                words[word] = words.GetValueOrDefault(word) + 1;
                return;
            }

            while (!text.IsEmpty)
            {
                var length = splitters[stage].Next(text);
                Split(text[..length], stage + 1);
                text = text[length..];
            }
        }
    }

    private static string Utf8(string word) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(word));

    // Appends what is learned to the symbols until there are so many, and returns the merges. Where two pairs spell the same, they are one
    // token; where they spell one of the reserved tokens, they don't merge.
    private static List<string> Learn(
        IEnumerable<(int[] Symbols, long Count)> words, List<string> symbols, int most, IEnumerable<string> reserved)
    {
        var learner = new MergeLearner();
        foreach (var (word, count) in words)
            learner.Add(word, count);
        var merges = new List<string>();
        var known = reserved.ToDictionary(spelling => spelling, _ => (int?)null, StringComparer.Ordinal);
        for (var symbol = 0; symbol < symbols.Count; symbol++)
            known[symbols[symbol]] = symbol;
        learner.Learn(() => symbols.Count < most, Join);
        return merges;

        int? Join(int left, int right)
        {
            var spelling = symbols[left] + symbols[right];
            if (!known.TryGetValue(spelling, out var joined))
            {
                known[spelling] = joined = symbols.Count;
                symbols.Add(spelling);
            }

            if (joined is not null)
                merges.Add($"{symbols[left]} {symbols[right]}");
            return joined;
        }
    }
}

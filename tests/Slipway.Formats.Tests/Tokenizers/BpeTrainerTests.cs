using Slipway.Formats.Tokenizers;
using Slipway.Formats.Tokenizers.Training;

namespace Slipway.Formats.Tests.Tokenizers;

public sealed class BpeTrainerTests
{
    [Fact]
    public void The_most_frequent_pairs_merge_first()
    {
        // "es" and "st" occur 9 times each, then "est" 9 times; "lo" and "ow" 7 times.
        string[] corpus = ["low low low low low lower lower newest newest newest newest newest newest widest widest widest"];

        var vocabulary = BpeTrainer.TrainByteLevel(corpus, new() { Size = 258 + 4, Pre = "gpt-2" });

        Assert.Equal(["e s", "es t", "l o", "lo w"], vocabulary.Merges!);
        Assert.Equal(262, vocabulary.Tokens.Count);
        Assert.Equal("<|begin_of_text|>", vocabulary.Tokens[vocabulary.Bos!.Value]);
    }

    [Fact]
    public void The_same_corpus_gives_the_same_vocabulary()
    {
        var options = new BpeTrainerOptions { Size = 700 };

        Assert.Equal(Tokens(), Tokens());

        IReadOnlyList<string> Tokens() => BpeTrainer.TrainByteLevel(TestVocabularies.Corpus, options).Tokens;
    }

    [Fact]
    public void Learned_counts_are_those_of_counting_anew()
    {
        var random = new Random(31);
        for (var round = 0; round < 50; round++)
        {
            var words = Enumerable.Range(0, 30).Select(_ => (Symbols: Word(), Count: (long)random.Next(1, 5))).ToList();

            Assert.Equal(LearnByCounting(words, 12), Learn(words, 12));
        }

        int[] Word() => [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(4))];
    }

    [Fact]
    public void No_token_is_spelled_twice_and_none_as_a_reserved_one()
    {
        var text = string.Concat(Enumerable.Repeat("abcabcbcab <s></s> <|end_of_text|> ", 50));
        foreach (var vocabulary in (StoredVocabulary[])[
            BpeTrainer.TrainByteLevel([text], new() { Size = 400, Control = ["bcab"] }),
            BpeTrainer.TrainSentencePiece([text], new() { Size = 400, Bos = "<s>", Eos = "</s>" })])
        {
            Assert.Equal(vocabulary.Tokens.Count, vocabulary.Tokens.Distinct().Count());
            Assert.Equal(vocabulary.Tokens.Count, vocabulary.Kinds.Count);
            Assert.Equal(text, vocabulary.ToTokenizer().Decode(vocabulary.ToTokenizer().Encode(text, parseSpecial: false)));
        }
    }

    [Fact]
    public void An_unknown_pre_tokenizer_is_an_error() =>
        Assert.Throws<ArgumentException>(() => BpeTrainer.TrainByteLevel([], new() { Size = 300, Pre = "none" }));

    private static List<(int, int)> Learn(List<(int[] Symbols, long Count)> words, int most)
    {
        var (learner, merges, next) = (new MergeLearner(), new List<(int, int)>(), 4);
        foreach (var (symbols, count) in words)
            learner.Add([.. symbols], count);
        learner.Learn(() => merges.Count < most, (left, right) =>
        {
            merges.Add((left, right));
            return next++;
        });
        return merges;
    }

    private static List<(int, int)> LearnByCounting(List<(int[] Symbols, long Count)> words, int most)
    {
        var current = words.Select(word => (Symbols: word.Symbols.ToList(), word.Count)).ToList();
        var (merges, next) = (new List<(int, int)>(), 4);
        while (merges.Count < most)
        {
            var best = current
                .SelectMany(word => word.Symbols.Zip(word.Symbols.Skip(1)).Select(pair => (Pair: pair, word.Count)))
                .GroupBy(use => use.Pair)
                .Select(group => (Pair: group.Key, Count: group.Sum(use => use.Count)))
                .OrderBy(use => (-use.Count, use.Pair))
                .FirstOrDefault();
            if (best.Count < 2)
                break;
            merges.Add(best.Pair);
            foreach (var (symbols, _) in current)
            {
                for (var i = 0; i + 1 < symbols.Count; i++)
                {
                    if ((symbols[i], symbols[i + 1]) != best.Pair)
                        continue;
                    symbols[i] = next;
                    symbols.RemoveAt(i + 1);
                }
            }

            next++;
        }

        return merges;
    }
}

using System.Globalization;
using System.Text;
using Slipway.Formats.Tokenizers;
using Slipway.Formats.Tokenizers.Training;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Tokenizers;

/// <summary>Our tokens are those of llama.cpp, for every kind of vocabulary, on everything that JavaScript can pass to it.</summary>
[Trait("Needs", "peer")]
public sealed class GgufTokenizerPeerTests(GgufTokenizerPeerTests.Peer peer) : IClassFixture<GgufTokenizerPeerTests.Peer>
{
    [Theory]
    [InlineData("gpt-2")]
    [InlineData("smollm")]
    [InlineData("llama-bpe")]
    [InlineData("dbrx")]
    [InlineData("qwen2")]
    [InlineData("qwen35")]
    [InlineData("falcon")]
    [InlineData("default")]
    [InlineData("tekken")]
    [InlineData("gpt-4o")]
    [InlineData("deepseek-llm")]
    [InlineData("deepseek-coder")]
    public void Byte_level_tokens_are_those_of_llama_cpp(string pre) => Compare(TestVocabularies.ByteLevel(pre), Excluded(pre));

    [Fact]
    public void SentencePiece_tokens_are_those_of_llama_cpp() => Compare(TestVocabularies.SentencePiece(), _ => false);

    [Fact]
    public void SentencePiece_tokens_without_a_space_before_are_those_of_llama_cpp() =>
        Compare(TestVocabularies.SentencePiece() with { AddsSpace = false, AddsBos = false }, _ => false);

    [Fact]
    public void SentencePiece_tokens_that_reach_over_words_are_those_of_llama_cpp()
    {
        var vocabulary = TestVocabularies.SentencePiece();
        Compare(
            vocabulary with
            {
                Tokens = [.. vocabulary.Tokens, ",▁", "a▁b", "e▁", ".▁"],
                Kinds = [.. vocabulary.Kinds, .. Enumerable.Repeat(TokenKind.Normal, 4)],
                Scores = [.. vocabulary.Scores!, -0.5f, -0.25f, -70, -7],
            },
            _ => false);
    }

    // Where llama.cpp's rules are near misses of the model's own (letters beyond ASCII all count as capital and small; white space
    // beyond ASCII is swapped for another) only the text is compared on which both agree.
    private static Func<Rune, bool> Excluded(string pre) => pre switch
    {
        "tekken" or "gpt-4o" => rune => !rune.IsAscii && Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark,
        "deepseek-llm" or "deepseek-coder" => rune => !rune.IsAscii && Rune.IsWhiteSpace(rune),
        _ => _ => false,
    };

    private void Compare(StoredVocabulary vocabulary, Func<Rune, bool> excluded)
    {
        using var folder = new TempDirectory();
        TestVocabularies.Write(vocabulary, folder.File("model.gguf"));
        var theirs = peer.Llama.Load(folder.File("model.gguf"), new() { VocabularyOnly = true });
        var ours = vocabulary.ToTokenizer();
        var random = new Random(1);
        var texts = NastyText.Written.Concat(Enumerable.Range(0, 400).Select(_ => NastyText.Random(random, 12)))
            .Select(text => string.Concat(text.EnumerateRunes().Where(rune => !excluded(rune))))
            .ToList();

        foreach (var special in (ReadOnlySpan<bool>)[false, true])
        {
            var expected = peer.Llama.Tokenize(texts, special);
            for (var i = 0; i < texts.Count; i++)
                Assert.True(expected[i].SequenceEqual(ours.Encode(texts[i], special)), Describe(texts[i], special, expected[i], ours));
        }

        var (control, endOfGeneration) = peer.Llama.Classes(ours.Count);
        Assert.Equal(control, Enumerable.Range(0, ours.Count).Where(ours.IsControl));
        Assert.Equal(endOfGeneration, ours.EndOfGeneration.Order());
        Assert.Equal((theirs.Bos, theirs.Eos, theirs.AddsBos, theirs.AddsEos), (ours.Bos, ours.Eos, ours.AddsBos, ours.AddsEos));
    }

    private static string Describe(string text, bool special, int[] expected, Tokenizer ours) =>
        $"""
        {(special ? "with" : "without")} special tokens: {System.Text.Json.JsonSerializer.Serialize(text)}
        llama.cpp: {string.Join('|', expected.Select(ours.Spelling))}
        ours:      {string.Join('|', ours.Encode(text, special).Select(ours.Spelling))}
        """;

    public sealed class Peer : IDisposable
    {
        private LlamaPeer? _llama;

        public LlamaPeer Llama => _llama ??= LlamaPeer.Start();

        public void Dispose() => _llama?.Dispose();
    }
}

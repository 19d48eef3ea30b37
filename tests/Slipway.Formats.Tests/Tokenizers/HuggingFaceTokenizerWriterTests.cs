using System.Text;
using Slipway.Formats.Tokenizers;
using Slipway.Formats.Tokenizers.Training;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Tokenizers;

public sealed class HuggingFaceTokenizerWriterTests
{
    [Theory]
    [InlineData("llama-bpe")]
    [InlineData("qwen2")]
    [InlineData("gpt-2")]
    [InlineData("smollm")]
    [InlineData("gpt-4o")]
    [InlineData("tekken")]
    [InlineData("deepseek-llm")]
    public void A_byte_level_tokenizer_is_the_same_after_it_was_written(string pre) => AssertSame(TestVocabularies.ByteLevel(pre));

    [Fact]
    public void A_SentencePiece_tokenizer_is_the_same_after_it_was_written() => AssertSame(TestVocabularies.SentencePiece());

    [Fact]
    public void Rules_without_an_expression_are_refused()
    {
        using var folder = new TempDirectory();
        var metadata = (TestVocabularies.ByteLevel("gpt-2") with { Pre = "falcon" }).ToMetadata();
        var error = Assert.Throws<ModelFileException>(() => HuggingFaceTokenizer.Write(folder.Path, metadata, 64));
        Assert.Contains("'tokenizer.ggml.pre'", error.Message);
    }

    private static void AssertSame(StoredVocabulary vocabulary)
    {
        using var folder = new TempDirectory();
        var metadata = vocabulary.ToMetadata();
        HuggingFaceTokenizer.Write(folder.Path, metadata, 64);
        var (expected, actual) = (GgufTokenizer.Load(metadata), HuggingFaceTokenizer.Load(folder.Path));

        Assert.Equal((expected.Bos, expected.Eos, expected.AddsBos, expected.AddsEos), (actual.Bos, actual.Eos, actual.AddsBos, actual.AddsEos));
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.EndOfGeneration.Order(), actual.EndOfGeneration.Order());
        foreach (var special in (bool[])[false, true])
        {
            foreach (var text in TestVocabularies.Corpus)
                Assert.Equal(Encode(expected, text, special), Encode(actual, text, special));
        }
    }

    private static List<int> Encode(Tokenizer tokenizer, string text, bool parseSpecial)
    {
        var tokens = new List<int>();
        tokenizer.Encode(Encoding.UTF8.GetBytes(text), tokens, parseSpecial);
        return tokens;
    }
}

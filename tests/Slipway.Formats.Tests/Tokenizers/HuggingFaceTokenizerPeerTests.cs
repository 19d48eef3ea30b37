using System.Text;
using System.Text.Json.Nodes;
using Slipway.Formats.Tokenizers;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Tokenizers;

/// <summary>Our tokens of a tokenizer.json are those of Hugging Face's own library.</summary>
[Trait("Needs", "peer")]
public sealed class HuggingFaceTokenizerPeerTests(HuggingFaceTokenizerPeerTests.Peer peer)
    : IClassFixture<HuggingFaceTokenizerPeerTests.Peer>
{
    public static TheoryData<string> ByteLevelShapes => new(TokenizerJsonFiles.ByteLevel.Keys);

    public static TheoryData<string> SpacedShapes => new(TokenizerJsonFiles.Spaced.Keys);

    [Theory]
    [MemberData(nameof(ByteLevelShapes))]
    public void Byte_level_tokens_are_those_of_hugging_face(string shape) =>
        Compare(TestVocabularies.ByteLevel(shape), TokenizerJsonFiles.ByteLevel[shape]);

    [Theory]
    [MemberData(nameof(SpacedShapes))]
    public void Tokens_of_converted_SentencePiece_models_are_those_of_hugging_face(string shape) =>
        Compare(TestVocabularies.SentencePiece(), TokenizerJsonFiles.Spaced[shape]);

    [Fact]
    public void A_space_before_byte_level_text_is_added_where_none_is() => Compare(TestVocabularies.ByteLevel("gpt-2"), file =>
    {
        TokenizerJsonFiles.ByteLevel["gpt-2"](file);
        file["pre_tokenizer"]!["add_prefix_space"] = true;
    });

    [Fact]
    public void Characters_without_a_token_are_the_unknown_one() => Compare(TestVocabularies.SentencePiece(), file =>
    {
        TokenizerJsonFiles.Spaced["gemma"](file);
        file["model"]!["byte_fallback"] = false;
    });

    [Theory]
    [InlineData("gpt-2")]
    [InlineData("llama-bpe")]
    [InlineData("qwen2")]
    [InlineData("SentencePiece")]
    public void Tokens_of_a_tokenizer_that_was_written_here_are_those_of_hugging_face(string pre)
    {
        using var folder = new TempDirectory();
        var vocabulary = pre == "SentencePiece" ? TestVocabularies.SentencePiece() : TestVocabularies.ByteLevel(pre);
        HuggingFaceTokenizer.Write(folder.Path, vocabulary.ToMetadata(), 64);
        Compare(folder);
    }

    private void Compare(StoredVocabulary vocabulary, Action<JsonObject> shape)
    {
        using var folder = new TempDirectory();
        TokenizerJsonFiles.Write(vocabulary, shape, folder.Path);
        Compare(folder);
    }

    private void Compare(TempDirectory folder)
    {
        peer.Library.Load(folder.Path);
        var ours = HuggingFaceTokenizer.Load(folder.Path);
        var random = new Random(41);
        // Where the original counts all digits, JavaScript's library counts ASCII's; and JavaScript has another idea of white space.
        var texts = NastyText.Written.Concat(Enumerable.Range(0, 500).Select(_ => NastyText.Random(random, 12)))
            .Select(text => string.Concat(text.EnumerateRunes().Where(IsComparable)))
            .ToList();

        var expected = peer.Library.Encode(texts);
        for (var i = 0; i < texts.Count; i++)
            Assert.True(expected[i].SequenceEqual(ours.Encode(texts[i], true)), Describe(texts[i], expected[i], ours));
        var decoded = peer.Library.Decode(expected);
        for (var i = 0; i < texts.Count; i++)
            Assert.Equal(decoded[i], ours.Decode(expected[i]));
        Assert.Equal<IEnumerable<int>>(peer.Library.Encode(["x"], framed: true)[0], [ours.Bos!.Value, .. ours.Encode("x", true)]);
        Assert.True(ours.AddsBos);
    }

    private static bool IsComparable(Rune rune) => rune.IsAscii || !(Rune.IsNumber(rune) || rune.Value is 0x85 or 0xFEFF);

    private static string Describe(string text, int[] expected, Tokenizer ours) =>
        $"""
        {System.Text.Json.JsonSerializer.Serialize(text)}
        theirs: {string.Join('|', expected.Select(ours.Spelling))}
        ours:   {string.Join('|', ours.Encode(text, true).Select(ours.Spelling))}
        """;

    public sealed class Peer : IDisposable
    {
        private HuggingFacePeer? _library;

        public HuggingFacePeer Library => _library ??= HuggingFacePeer.Start();

        public void Dispose() => _library?.Dispose();
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Formats.Tokenizers;
using Slipway.Formats.Tokenizers.Normalizing;
using Slipway.Formats.Tokenizers.Training;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Tokenizers;

public sealed class HuggingFaceTokenizerTests : IDisposable
{
    private readonly TempDirectory _folder = TempDirectory.InMemory();

    public static TheoryData<string, Action<JsonObject>> Mistakes => new()
    {
        { "model: expected a model of the type 'BPE', found 'Unigram'", file => file["model"]!["type"] = "Unigram" },
        { "file: 'model' is missing", file => file.Remove("model") },
        { "model: 'vocab' is missing", file => file["model"]!.AsObject().Remove("vocab") },
        { "model.vocab: expected an object, found Array", file => file["model"]!["vocab"] = new JsonArray() },
        { "model.vocab['x']: expected a token id below", file => file["model"]!["vocab"]!["x"] = -1 },
        { "model.vocab: ids go up to 4000000, far beyond", file => file["model"]!["vocab"]!["x"] = 4_000_000 },
        { "model.merges[0]: expected two parts, found 'ab'", file => file["model"]!["merges"]![0] = "ab" },
        { "model.merges[1]: expected a text, found Number", file => file["model"]!["merges"]![1] = 5 },
        { "model.end_of_word_suffix: words with affixes", file => file["model"]!["end_of_word_suffix"] = "</w>" },
        { "model.ignore_merges: expected true or false, found String", file => file["model"]!["ignore_merges"] = "yes" },
        { "normalizer: a normalizer 'Lowercase' of this kind", file => file["normalizer"] = new JsonObject { ["type"] = "Lowercase" } },
        { "pre_tokenizer: a pre-tokenizer 'Bert' is not known", file => file["pre_tokenizer"] = new JsonObject { ["type"] = "Bert" } },
        {
            "pre_tokenizer.pretokenizers[0].pattern: the expression a+ is not known",
            file => file["pre_tokenizer"]!["pretokenizers"]![0]!["pattern"]!["Regex"] = "a+"
        },
        {
            "pre_tokenizer.pretokenizers[0]: the behavior 'Removed' is not known",
            file => file["pre_tokenizer"]!["pretokenizers"]![0]!["behavior"] = "Removed"
        },
        {
            "pre_tokenizer.pretokenizers[1]: changes the text after it was cut",
            file => file["pre_tokenizer"]!["pretokenizers"]![1]!["add_prefix_space"] = true
        },
        { "added_tokens[0]: a token that changes the text beside it", file => file["added_tokens"]![0]!["rstrip"] = true },
    };

    public static TheoryData<string> ByteLevelShapes => new(TokenizerJsonFiles.ByteLevel.Keys);

    public static TheoryData<string> SpacedShapes => new(TokenizerJsonFiles.Spaced.Keys);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_is_not_known_is_one_error_that_names_the_place(string message, Action<JsonObject> mistake)
    {
        TokenizerJsonFiles.Write(
            TestVocabularies.ByteLevel("llama-bpe"), TokenizerJsonFiles.ByteLevel["llama-bpe"] + mistake, _folder.Path);

        var error = Assert.Throws<ModelFileException>(() => HuggingFaceTokenizer.Load(_folder.Path));

        Assert.StartsWith($"{_folder.File("tokenizer.json")}: {message}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_without_a_tokenizer_says_so() =>
        AssertRefused("tokenizer.json: is missing", () => HuggingFaceTokenizer.Load(_folder.Path));

    [Theory]
    [MemberData(nameof(ByteLevelShapes))]
    public void Converted_to_GGUF_a_byte_level_tokenizer_gives_the_same_tokens(string shape)
    {
        TokenizerJsonFiles.Write(TestVocabularies.ByteLevel(shape), TokenizerJsonFiles.ByteLevel[shape], _folder.Path);

        // GGUF has no word for normal form C: text is compared that is in it already.
        CompareConverted(text => shape == "qwen2" ? Composed(text) : text);
    }

    [Theory]
    [MemberData(nameof(SpacedShapes))]
    public void Converted_to_GGUF_a_SentencePiece_model_gives_the_same_tokens(string shape)
    {
        TokenizerJsonFiles.Write(TestVocabularies.SentencePiece(), TokenizerJsonFiles.Spaced[shape], _folder.Path);

        // A space before only the first piece, or only where none is, is more than GGUF can say; so is a ▁ that isn't a space.
        CompareConverted(text => shape switch
        {
            "mistral" => string.Concat(text.Split('<', '[')).TrimStart(' ', '▁'),
            "gemma" => text.Replace("▁", "", StringComparison.Ordinal),
            _ => text,
        });
    }

    [Fact]
    public void Rules_that_ignore_merges_convert_where_that_makes_no_difference()
    {
        var shape = TokenizerJsonFiles.ByteLevel["gpt-4o"] + (file => file["model"]!["ignore_merges"] = true);
        TokenizerJsonFiles.Write(TestVocabularies.ByteLevel("gpt-4o"), shape, _folder.Path);
        Assert.Equal("gpt-4o", HuggingFaceTokenizer.ToMetadata(_folder.Path, 1500).Text("tokenizer.ggml.pre"));

        var unreachable = TestVocabularies.ByteLevel("gpt-4o");
        TokenizerJsonFiles.Write(unreachable with { Merges = [.. unreachable.Merges!.Skip(1)] }, shape, _folder.Path);
        AssertRefused("has no name for these rules", () => HuggingFaceTokenizer.ToMetadata(_folder.Path, 1500));
    }

    [Fact]
    public void Merges_that_scores_cannot_say_are_an_error()
    {
        var shape = TokenizerJsonFiles.Spaced["gemma"] + (file => file["model"]!["merges"]!.AsArray().RemoveAt(0));
        TokenizerJsonFiles.Write(TestVocabularies.SentencePiece(), shape, _folder.Path);

        AssertRefused("scores cannot say that", () => HuggingFaceTokenizer.ToMetadata(_folder.Path, 3000));
    }

    [Fact]
    public void A_vocabulary_is_padded_to_the_embedding_and_must_fit_it()
    {
        TokenizerJsonFiles.Write(TestVocabularies.ByteLevel("gpt-2"), TokenizerJsonFiles.ByteLevel["gpt-2"], _folder.Path);

        var tokens = HuggingFaceTokenizer.ToMetadata(_folder.Path, 1600).Array<string>("tokenizer.ggml.tokens")!;

        Assert.Equal((1600, "[UNUSED_1599]"), (tokens.Length, tokens[^1]));
        Assert.Empty(HuggingFaceTokenizer.Load(_folder.Path, 1600).Bytes(1599).ToArray());
        AssertRefused("has 1500 tokens, but the model's embedding 1000", () => HuggingFaceTokenizer.Load(_folder.Path, 1000));
    }

    [Fact]
    public void Answers_end_where_any_of_the_files_says_so()
    {
        TokenizerJsonFiles.Write(TestVocabularies.ByteLevel("gpt-2"), TokenizerJsonFiles.ByteLevel["gpt-2"], _folder.Path);
        File.WriteAllText(_folder.File("generation_config.json"), """{"eos_token_id":[7,1496]}""");
        File.WriteAllText(_folder.File("config.json"), """{"eos_token_id":8,"bos_token_id":3}""");

        var tokenizer = HuggingFaceTokenizer.Load(_folder.Path);

        int[] ends = [7, 8, 1496, tokenizer.Find("<|eot_id|>")!.Value, tokenizer.Eos!.Value];
        Assert.Superset(ends.ToHashSet(), tokenizer.EndOfGeneration.ToHashSet());
        Assert.Equal("<|end_of_text|>", tokenizer.Spelling(tokenizer.Eos!.Value));
        Assert.Equal(7, HuggingFaceTokenizer.ToMetadata(_folder.Path, 1500).Integer("tokenizer.ggml.eot_token_id"));
    }

    [Theory]
    [InlineData("""{"chat_template":"one"}""", "one")]
    [InlineData("""{"chat_template":[{"name":"tool_use","template":"two"},{"name":"default","template":"three"}]}""", "three")]
    [InlineData("{}", null)]
    public void The_chat_template_is_found(string config, string? template)
    {
        File.WriteAllText(_folder.File("tokenizer_config.json"), config);
        Assert.Equal(template, HuggingFaceTokenizer.ChatTemplate(_folder.Path));

        File.WriteAllText(_folder.File("chat_template.jinja"), "own");
        Assert.Equal("own", HuggingFaceTokenizer.ChatTemplate(_folder.Path));
        Assert.Equal(config.Contains("two", StringComparison.Ordinal) ? "two" : null, HuggingFaceTokenizer.ToolTemplate(_folder.Path));
    }

    [Fact]
    public void Damaged_files_give_a_tokenizer_or_one_clear_error() => Fuzz(1_500, seed: 53);

    [Fact, Trait("Needs", "time")]
    public void A_hundred_thousand_damaged_files_give_a_tokenizer_or_one_clear_error() => Fuzz(100_000, seed: 54);

    private void Fuzz(int cases, int seed)
    {
        var vocabulary = BpeTrainer.TrainByteLevel(["the cat sat on the mat, the cat sat"], new() { Size = 275, Pre = "gpt-2" });
        var valid = Encoding.UTF8.GetBytes(TokenizerJsonFiles.Build(vocabulary, TokenizerJsonFiles.ByteLevel["qwen2"]).ToJsonString());
        var mutations = new Mutations(seed);
        for (var i = 0; i < cases; i++)
        {
            File.WriteAllBytes(_folder.File("tokenizer.json"), mutations.Mutate(valid, valid.Length));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var tokenizer = HuggingFaceTokenizer.Load(_folder.Path);
                tokenizer.Decode(tokenizer.Encode("the cat <|end_of_text|> 漢字\0", parseSpecial: true));
                HuggingFaceTokenizer.ToMetadata(_folder.Path, 300);
            }
            catch (ModelFileException error)
            {
                Assert.Contains(_folder.Path, error.Message, StringComparison.Ordinal);
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 64 << 20, $"case {i} of seed {seed} allocated {allocated} bytes for a file of {valid.Length}");
        }
    }

    private static void AssertRefused(string message, Action action) =>
        Assert.Contains(message, Assert.Throws<ModelFileException>(action).Message, StringComparison.Ordinal);

    private static string Composed(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        new CanonicalNormalizer(composes: true).Write(Encoding.UTF8.GetBytes(text), true, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private void CompareConverted(Func<string, string> prepare)
    {
        var original = HuggingFaceTokenizer.Load(_folder.Path);
        var converted = GgufTokenizer.Load(HuggingFaceTokenizer.ToMetadata(_folder.Path, 4000));
        var random = new Random(43);
        foreach (var text in NastyText.Written.Concat(Enumerable.Range(0, 500).Select(_ => NastyText.Random(random, 12))).Select(prepare))
        {
            foreach (var special in (ReadOnlySpan<bool>)[false, true])
                Assert.Equal(original.Encode(text, special), converted.Encode(text, special));
        }

        Assert.Equal(original.EndOfGeneration.Order(), converted.EndOfGeneration.Order());
        Assert.Equal((original.Bos, original.Eos, original.AddsBos), (converted.Bos, converted.Eos, converted.AddsBos));
    }
}

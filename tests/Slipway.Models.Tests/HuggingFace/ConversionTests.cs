using System.Text.Json.Nodes;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.Tokenizers;
using Slipway.Models.HuggingFace;
using Slipway.Models.Quantization;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Testing;

namespace Slipway.Models.Tests.HuggingFace;

public sealed class ConversionTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public static TheoryData<string> Kinds =>
        [.. TestShapes.Architectures.Keys, .. TestShapes.Llama.Keys.Except(["rope_freqs"]), "llama 3", "sliding window", "sampling settings"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_model_written_as_a_directory_and_back_as_a_file_computes_the_same_bits(string kind)
    {
        var shape = kind switch
        {
            "sliding window" => RandomModelShape.Tiny with { Metadata = [("attention.sliding_window", 12u)] },
            "llama 3" or "sampling settings" => RandomModelShape.Tiny,
            _ => TestShapes.Architectures.GetValueOrDefault(kind) ?? TestShapes.Llama[kind],
        };
        using var model = new TestModel(shape);
        var path = kind switch
        {
            "llama 3" => WithRopeFactors(model.Path),
            "sampling settings" => WithSettings(model.Path),
            _ => model.Path,
        };
        var (folder, back) = (_folder.File("folder"), _folder.File("back.gguf"));

        using (var file = GgufFile.Open(path))
            new HuggingFaceWriter(file, TensorType.F32).Write(folder);
        using (var directory = HuggingFaceModel.Open(folder, withTokenizer: true))
            new Quantizer(directory, QuantizationMix.F32, new QuantizerOptions()).Write(back);

        using var original = new TestModel(Model.Open(path));
        using var fromFolder = new TestModel(Model.Open(folder));
        using var fromFile = new TestModel(Model.Open(back));
        var tokens = model.Tokens(40);
        Assert.Equal(original.Logits(tokens), fromFolder.Logits(tokens));
        Assert.Equal(original.Logits(tokens), fromFile.Logits(tokens));
        Assert.Equal(original.Model.Spec.ContextLength, fromFile.Model.Spec.ContextLength);
        AssertSameTokens(original.Model.Tokenizer, fromFolder.Model.Tokenizer);
        AssertSameTokens(original.Model.Tokenizer, fromFile.Model.Tokenizer);
        if (kind == "sampling settings")
        {
            Assert.Equal(0.7f, fromFile.Model.Metadata.Real("general.sampling.temp", 0));
            Assert.Equal(20, fromFile.Model.Metadata.Integer("general.sampling.top_k"));
            Assert.Equal("{{ messages }}", fromFile.Model.ChatTemplate);
            Assert.Equal("{{ messages }}", fromFolder.Model.ChatTemplate);
        }
    }

    [Fact]
    public void A_quantized_model_becomes_a_directory_of_the_type_that_was_asked_for()
    {
        using var model = new TestModel(RandomModelShape.Tiny, TensorType.Q8_0);
        using (var file = GgufFile.Open(model.Path))
            new HuggingFaceWriter(file, TensorType.BF16).Write(_folder.Path);

        var config = JsonNode.Parse(File.ReadAllText(_folder.File("config.json")))!;
        Assert.Equal("bfloat16", (string?)config["torch_dtype"]);
        Assert.Equal("LlamaForCausalLM", (string?)config["architectures"]![0]);
        using var directory = HuggingFaceModel.Open(_folder.Path);
        Assert.All(directory.Tensors, tensor => Assert.Equal(tensor.Shape.Count == 1 ? TensorType.F32 : TensorType.BF16, tensor.Type));
    }

    [Fact]
    public void What_a_directory_has_no_words_for_is_refused_before_anything_is_written()
    {
        using var model = new TestModel(TestShapes.Llama["rope_freqs"]);
        using var file = GgufFile.Open(model.Path);
        var folder = _folder.File("folder");
        var error = Assert.Throws<ModelFileException>(() => new HuggingFaceWriter(file, TensorType.F32).Write(folder));
        Assert.EndsWith("tensor 'rope_freqs.weight': holds factors that config.json has no settings for", error.Message);
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("llama3")]
    [InlineData("llama-yarn-factor")]
    [InlineData("mixtral")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gpt2")]
    [InlineData("gemma3")]
    [Trait("Needs", "peer")]
    public async Task Llama_cpp_computes_from_our_file_what_PyTorch_computes_from_the_directory(string kind)
    {
        using var peer = LlamaPeer.Start();
        using var torch = await TorchModel.WriteAsync(kind);
        HuggingFaceTokenizer.Write(torch.Path, new ModelMetadata("synthetic", SyntheticVocabulary.Metadata(320)
            .ToDictionary(entry => entry.Key, entry => entry.Value is int[] kinds ? Array.ConvertAll(kinds, kind => (long)kind) : entry.Value is uint id ? (long)id : entry.Value)), 64);
        var path = _folder.File("model.gguf");
        using (var directory = HuggingFaceModel.Open(torch.Path, withTokenizer: true))
            new Quantizer(directory, QuantizationMix.F32, new QuantizerOptions()).Write(path);

        peer.Load(path);
        var logits = peer.Logits(torch.Tokens, torch.Tokens.Length);
        // llama.cpp's cache holds half precision, PyTorch has none.
        Assert.InRange(torch.Logits.Zip(logits, (a, b) => Distributions.Divergence(a, b)).Average(), -1e-9, 5e-6);
    }

    private string WithRopeFactors(string path)
    {
        // What Llama 3.1's settings give for this size of head and base.
        var factors = Enumerable.Range(0, 8).Select(pair =>
        {
            var turns = 8192 * Math.Pow(10000, -pair / 8.0) / (2 * Math.PI);
            var smooth = Math.Clamp((turns - 1) / 3, 0, 1);
            return (float)(1 / ((1 - smooth) / 8 + smooth));
        }).ToArray();
        return Rewrite(path, writer => writer.Add("rope_freqs.weight", [8], factors));
    }

    private string WithSettings(string path) => Rewrite(path, writer => writer
        .Set("general.sampling.temp", 0.7f).Set("general.sampling.top_k", 20).Set("tokenizer.chat_template", "{{ messages }}"));

    private string Rewrite(string path, Action<GgufWriter> change)
    {
        using var source = GgufFile.Open(path);
        var writer = new GgufWriter().CopyMetadata(source.Metadata);
        foreach (var tensor in source.Tensors)
            writer.Add(tensor);
        change(writer);
        writer.Write(_folder.File("changed.gguf"));
        return _folder.File("changed.gguf");
    }

    private static void AssertSameTokens(Tokenizer expected, Tokenizer actual)
    {
        List<int> Encode(Tokenizer tokenizer)
        {
            var tokens = new List<int>();
            tokenizer.Encode("There is a house, in New Orleans. <|end|> 123"u8, tokens, parseSpecial: true);
            return tokens;
        }
        Assert.Equal(Encode(expected), Encode(actual));
        Assert.Equal((expected.Bos, expected.Eos, expected.AddsBos), (actual.Bos, actual.Eos, actual.AddsBos));
    }
}

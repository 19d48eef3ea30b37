using Slipway.Formats.HuggingFace;
using Slipway.Formats.Safetensors;
using Slipway.Formats.Tests.Safetensors;
using Slipway.Testing;

namespace Slipway.Formats.Tests.HuggingFace;

public sealed class HuggingFaceDirectoryTests : IDisposable
{
    private readonly TempDirectory _folder = TempDirectory.InMemory();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Settings_are_typed_flat_and_those_of_the_text_model_win()
    {
        Weights();
        Write("config.json", """
            {"architectures": ["M"], "hidden_size": 1, "eos_token_id": [1, 2], "tie_word_embeddings": true, "vision_config": {"hidden_size": 9},
             "text_config": {"hidden_size": 64, "rms_norm_eps": 1e-05, "rope_scaling": {"factor": 8.0, "rope_type": "llama3"}, "eos_token_id": null,
                             "mixed": [1, 2.5], "odd": [1, "a"], "pair": "\ud83d\ude00 \\\\ud800"}}
            """);
        using var model = HuggingFaceDirectory.Open(_folder.Path);
        Assert.Equal(64, model.Settings.Integer("hidden_size"));
        Assert.Equal(9, model.Settings.Integer("vision_config.hidden_size"));
        Assert.Equal(1e-5f, model.Settings.Real("rms_norm_eps", 0));
        Assert.Equal("llama3", model.Settings.Text("rope_scaling.rope_type"));
        Assert.Equal(["M"], model.Settings.Array<string>("architectures")!);
        Assert.Equal([1.0, 2.5], model.Settings.Array<double>("mixed")!);
        Assert.Equal("😀 \\\\ud800", model.Settings.Text("pair"));
        Assert.True(model.Settings.Flag("tie_word_embeddings", false));
        Assert.False(model.Settings.Has("eos_token_id"));
        Assert.Equal(2, model.Config.GetProperty("eos_token_id").GetArrayLength());
        Assert.Equal($"{_folder.File("config.json")}: metadata 'head_dim': missing",
            Assert.Throws<ModelFileException>(() => model.Settings.Integer("head_dim")).Message);
    }

    [Fact]
    public void Files_beside_the_weights_are_found_by_name()
    {
        Weights();
        Write("config.json", "{}");
        Write("tokenizer.json", """{"model": {"type": "BPE"}}""");
        Write("chat_template.jinja", "{{ ü }}");
        using var model = HuggingFaceDirectory.Open(_folder.Path);
        Assert.Equal("BPE", model.Json("tokenizer.json")!.Value.GetProperty("model").GetProperty("type").GetString());
        Assert.Equal("{{ ü }}", model.Text("chat_template.jinja"));
        Assert.Null(model.Json("generation_config.json"));
        Assert.Null(model.Text("absent"));
        Assert.Equal([5], model.Tensor("w").Floats());
        Assert.EndsWith("tensor 'v': missing", Assert.Throws<ModelFileException>(() => model.Tensor("v")).Message);
    }

    [Theory]
    [InlineData("../x.safetensors", "is not the name of a safetensors file")]
    [InlineData("/x.safetensors", "is not the name of a safetensors file")]
    [InlineData("a\\\\x.safetensors", "is not the name of a safetensors file")]
    [InlineData("x.bin", "is not the name of a safetensors file")]
    [InlineData("other.safetensors", "does not exist")]
    [InlineData("model.safetensors", "tensor 'v': is not in model.safetensors")]
    public void An_index_reaches_only_what_is_there(string file, string problem)
    {
        Weights();
        Write("config.json", "{}");
        Write("model.safetensors.index.json", $$$"""{"weight_map": {"v": "{{{file}}}"}}""");
        Assert.Contains(problem, Assert.Throws<ModelFileException>(() => HuggingFaceDirectory.Open(_folder.Path)).Message);
    }

    [Fact]
    public void What_is_missing_or_wrong_is_named()
    {
        Refused($"{_folder.Path}: directory: holds no config.json");
        Write("config.json", "{");
        Refused($"{_folder.File("config.json")}: file: is not JSON");
        Write("config.json", "[]");
        Refused($"{_folder.File("config.json")}: file: expected a JSON object, found Array");
        Write("config.json", """{"a": 1, "a": 2}""");
        Refused($"{_folder.File("config.json")}: file: is not JSON: Duplicate property 'a'");
        foreach (var half in new[] { @"\ud800", @"\uDC00", @"\ud800\ud800", @"\ud83d\\ude00", @"\\\ud83dx" })
        {
            Write("config.json", $$"""{"a": "{{half}}"}""");
            Refused($"{_folder.File("config.json")}: file: holds a text that is not Unicode");
        }
        _folder.File("config.json", [.. "{\"a\": \""u8, 0xff, .. "\"}"u8]);
        Refused($"{_folder.File("config.json")}: file: ");
        Write("config.json", $$$"""{"{{{new string('x', 100_000)}}}": { {{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"{i}\": 1"))}}} } }""");
        Refused($"{_folder.File("config.json")}: file: has names of more than 4194304 characters");
        Write("config.json", "{}");
        Refused($"{_folder.Path}: directory: holds neither model.safetensors nor model.safetensors.index.json");
        Write("pytorch_model.bin", "");
        Refused($"{_folder.Path}: directory: holds no model.safetensors; weights in Python's pickle format");
        Write("model.safetensors.index.json", """{"weight_map": [1]}""");
        Refused($"{_folder.File("model.safetensors.index.json")}: weight_map: expected an object");
        Assert.EndsWith("directory: does not exist", Assert.Throws<ModelFileException>(() => HuggingFaceDirectory.Open(_folder.File("absent"))).Message);
    }

    [Fact]
    public void Thousands_of_damaged_directories_are_read_or_refused() => Fuzz(3_000, seed: 1);

    [Fact, Trait("Needs", "time")]
    public void A_hundred_thousand_damaged_directories_are_read_or_refused() => Fuzz(100_000, seed: 2);

    private void Fuzz(int cases, int seed)
    {
        Write("config.json", """{"hidden_size": 64, "text_config": {"a": [1, 2.5], "b": {"c": null, "d": "e"}}, "eps": 1e-5}""");
        Write("model.safetensors.index.json", """{"metadata": {"total_size": 64}, "weight_map": {"w": "a.safetensors", "v": "a.safetensors", "i": "a.safetensors"}}""");
        _folder.File("a.safetensors", RawSafetensors.File("""
            {"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[4,3],"data_offsets":[0,48]},
             "v":{"dtype":"BF16","shape":[4],"data_offsets":[48,56]},"i":{"dtype":"I64","shape":[1],"data_offsets":[56,64]}}
            """, 64));
        Assert.Equal(2, ReadAll());
        string[] names = ["config.json", "model.safetensors.index.json", "a.safetensors"];
        var valid = Array.ConvertAll(names, name => File.ReadAllBytes(_folder.File(name)));
        var last = 0;
        Fuzzing.Run(cases, seed, fewestRead: 2, (i, mutations) =>
        {
            _folder.File(names[last], valid[last]);
            // Most of the damage goes where most of the structure is.
            last = Math.Min(2, i % 8);
            var bytes = mutations.Mutate(valid[last], valid[last].Length);
            _folder.File(names[last], bytes);
            return bytes.Length;
        }, () => ReadAll());
    }

    private unsafe int ReadAll()
    {
        using var model = HuggingFaceDirectory.Open(_folder.Path);
        foreach (var tensor in model.Tensors)
        {
            Assert.True(model.Holds(tensor));
            for (long at = 0; at < tensor.ByteLength; at++)
                _ = ((byte*)tensor.Address)[at];
        }
        return model.Tensors.Count;
    }

    private void Weights() => new SafetensorsWriter().Add("w", [1], [5]).Write(_folder.File("model.safetensors"));

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);

    private void Refused(string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ModelFileException>(() => HuggingFaceDirectory.Open(_folder.Path)).Message);
}

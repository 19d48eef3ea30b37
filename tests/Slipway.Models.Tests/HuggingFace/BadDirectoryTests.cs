using System.Text.Json.Nodes;
using Slipway.Formats;
using Slipway.Formats.Safetensors;
using Slipway.Models.Architectures;
using Slipway.Models.HuggingFace;
using Slipway.Testing;

namespace Slipway.Models.Tests.HuggingFace;

public sealed class BadDirectoryTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model_type", "\"mamba\"", "metadata 'model_type': expected one of llama")]
    [InlineData("hidden_act", "\"relu\"", "metadata 'hidden_act': expected 'silu', found 'relu'")]
    [InlineData("hidden_size", "\"wide\"", "metadata 'hidden_size': expected a positive number, found 'wide'")]
    [InlineData("hidden_size", "32", "tensor 'token_embd.weight': expected the shape [100, 32], found [100, 16]")]
    [InlineData("num_attention_heads", "3", "tensor 'model.layers.0.self_attn.q_proj.weight': 16 rows are not 3 heads of an even size")]
    [InlineData("num_hidden_layers", "2", "tensor 'model.layers.1.self_attn.q_proj.weight': missing")]
    [InlineData("num_hidden_layers", "-1", "metadata 'num_hidden_layers': expected")]
    [InlineData("num_hidden_layers", "2000000000", "metadata 'num_hidden_layers': expected")]
    [InlineData("rope_scaling", "{\"rope_type\": \"longrope\"}", "metadata 'rope_scaling.rope_type': expected default, linear, dynamic, yarn or llama3, found 'longrope'")]
    [InlineData("rope_scaling", "{\"rope_type\": \"yarn\"}", "metadata 'rope_scaling.factor': missing")]
    [InlineData("tie_word_embeddings", "false", "tensor 'lm_head.weight': missing")]
    public void A_setting_that_makes_no_model_is_named(string setting, string value, string message)
    {
        Write(config => config[setting] = JsonNode.Parse(value));
        Assert.Contains(message, Error());
    }

    [Fact]
    public void A_tensor_of_something_unknown_is_named_and_one_of_a_vision_part_is_skipped()
    {
        Write(_ => { }, writer => writer.Add("vision_model.patch.weight", [1], [1]));
        using (HuggingFaceModel.Open(_folder.Path))
        {
        }
        Write(_ => { }, writer => writer.Add("model.layers.0.self_attn.sinks", [1], [1]));
        Assert.Contains("tensor 'model.layers.0.self_attn.sinks': is not one of a llama model as it is known here", Error());
    }

    private string Error()
    {
        var error = Assert.Throws<ModelFileException>(() =>
        {
            using var file = HuggingFaceModel.Open(_folder.Path);
            Architecture.Describe(file);
        });
        Assert.StartsWith(_folder.Path, error.Message);
        return error.Message;
    }

    private void Write(Action<JsonObject> change, Action<SafetensorsWriter>? more = null)
    {
        var config = new JsonObject
        {
            ["model_type"] = "llama",
            ["hidden_size"] = 16,
            ["num_hidden_layers"] = 1,
            ["intermediate_size"] = 24,
            ["num_attention_heads"] = 2,
            ["vocab_size"] = 100,
            ["max_position_embeddings"] = 64,
            ["rms_norm_eps"] = 1e-5,
            ["tie_word_embeddings"] = true,
        };
        change(config);
        File.WriteAllText(_folder.File("config.json"), config.ToJsonString());
        var writer = new SafetensorsWriter();
        foreach (var (name, shape) in (ReadOnlySpan<(string, long[])>)
            [("embed_tokens.weight", [100, 16]), ("norm.weight", [16]),
            ("layers.0.self_attn.q_proj.weight", [16, 16]), ("layers.0.self_attn.k_proj.weight", [16, 16]),
            ("layers.0.self_attn.v_proj.weight", [16, 16]), ("layers.0.self_attn.o_proj.weight", [16, 16]),
            ("layers.0.input_layernorm.weight", [16]), ("layers.0.post_attention_layernorm.weight", [16]),
            ("layers.0.mlp.gate_proj.weight", [24, 16]), ("layers.0.mlp.up_proj.weight", [24, 16]), ("layers.0.mlp.down_proj.weight", [16, 24])])
        {
            writer.Add($"model.{name}", shape, new float[shape.Aggregate(1L, (product, side) => product * side)]);
        }
        more?.Invoke(writer);
        writer.WriteModel(_folder.Path);
    }
}

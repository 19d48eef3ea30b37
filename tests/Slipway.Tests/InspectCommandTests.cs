using System.Text.Json;
using Slipway.Formats.Gguf;
using Slipway.Formats.Safetensors;
using Slipway.Testing;

namespace Slipway.Tests;

public sealed class InspectCommandTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_shown_without_colours_to_a_program()
    {
        var result = await CommandLine.RunAsync("inspect", Write(), "--tensors");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.DoesNotContain('\e', result.Output);
        Assert.Contains("Architecture    llama", result.Output);
        Assert.Contains("Chat template   yes", result.Output);
        Assert.Contains("Runs here       no: metadata 'llama.attention.head_count': missing", result.Output);
        Assert.Contains("evil␛[31m", result.Output);
        Assert.Contains("[2, 3]", result.Output);
    }

    [Fact]
    public async Task A_file_is_told_in_json()
    {
        var result = await CommandLine.RunAsync("inspect", Write(), "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;
        Assert.Equal("llama", root.GetProperty("architecture").GetString());
        Assert.Equal(6, root.GetProperty("parameters").GetInt64());
        Assert.False(root.GetProperty("runs_here").GetBoolean());
        Assert.False(root.TryGetProperty("tensors", out _));
        Assert.Equal(100, root.GetProperty("metadata").GetProperty("tokenizer.ggml.tokens").GetProperty("count").GetInt32());
        Assert.Equal("NaN", root.GetProperty("metadata").GetProperty("odd").GetString());
    }

    [Fact]
    public async Task A_directory_and_a_weights_file_are_shown_too()
    {
        new SafetensorsWriter().Add("w", [4], [1, 2, 3, 4]).WriteModel(_folder.Path);
        File.WriteAllText(_folder.File("config.json"), """{"architectures": ["LlamaForCausalLM"], "num_hidden_layers": 5}""");
        var directory = await CommandLine.RunAsync("inspect", _folder.Path);
        Assert.Equal((0, ""), (directory.ExitCode, directory.Errors));
        Assert.Contains("LlamaForCausalLM", directory.Output);
        Assert.Contains("Layers          5", directory.Output);
        var weights = await CommandLine.RunAsync("inspect", _folder.File("model.safetensors"), "--tensors");
        Assert.Contains("Format          safetensors", weights.Output);
    }

    [Fact]
    public async Task A_bad_file_is_one_line_and_an_exit_code()
    {
        File.WriteAllText(_folder.File("bad.gguf"), "GGUF");
        var result = await CommandLine.RunAsync("inspect", _folder.File("bad.gguf"));
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal($"slipway inspect: {_folder.File("bad.gguf")}: header: 4 bytes are needed at byte 4, but the file ends at 4\n", result.Errors);
    }

    private string Write()
    {
        new GgufWriter().Set("general.architecture", "llama").Set("general.name", "evil\e[31m").Set("llama.block_count", 1u)
            .Set("llama.embedding_length", 3u).Set("llama.context_length", 8u).Set("odd", float.NaN)
            .Set("tokenizer.ggml.tokens", Enumerable.Range(0, 100).Select(i => $"t{i}").ToArray()).Set("tokenizer.chat_template", "{{ x }}")
            .Add("token_embd.weight", [2, 3], new float[6]).Write(_folder.File("model.gguf"));
        return _folder.File("model.gguf");
    }
}

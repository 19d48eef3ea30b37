using Slipway.Formats;
using Slipway.Models.Adapters;
using Slipway.Testing;

namespace Slipway.Models.Tests.Adapters;

public sealed class PeftConfigTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"lora_alpha": 16}""", 2.0)]
    [InlineData("""{"lora_alpha": 16, "use_rslora": true}""", 5.656854)]
    [InlineData("""{"lora_alpha": 16, "alpha_pattern": {"v_proj": 4}}""", 2.0)]
    [InlineData("""{"lora_alpha": 16, "alpha_pattern": {"q_proj": 4}}""", 0.5)]
    [InlineData("""{"lora_alpha": 16, "alpha_pattern": {"layers\\.[0-2]\\..*q_proj": 4}}""", 0.5)]
    [InlineData("""{"lora_alpha": 16, "alpha_pattern": {"layers\\.[1-2]\\..*q_proj": 4}}""", 2.0)]
    public void The_scale_of_a_module_follows_from_its_alpha_and_rank(string json, double scale)
    {
        Write(json);
        Assert.Equal(scale, AdapterConfig.Read(_folder.Path).Scale("layers.0.self_attn.q_proj", 8), 1e-5);
    }

    [Theory]
    [InlineData("""{"lora_alpha": 16, "peft_type": "IA3"}""", "setting 'peft_type': expected LORA")]
    [InlineData("""{"lora_alpha": 16, "use_dora": true}""", "setting 'use_dora': expected false")]
    [InlineData("""{"lora_alpha": 16, "bias": "all"}""", "setting 'bias': expected 'none'")]
    [InlineData("""{"lora_alpha": 16, "modules_to_save": ["lm_head"]}""", "setting 'modules_to_save': expected none")]
    [InlineData("""{"lora_alpha": 16, "alpha_pattern": {"q(": 4}}""", "setting 'alpha_pattern.q(': expected the end of a module's name")]
    [InlineData("""{}""", "setting 'lora_alpha': expected a positive number")]
    [InlineData("""{"lora_alpha": "many"}""", "$.lora_alpha: is not what an adapter's settings should be")]
    [InlineData("""[]""", "is not what an adapter's settings should be")]
    public void What_is_more_than_plain_LoRA_is_refused(string json, string message)
    {
        Write(json);
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => AdapterConfig.Read(_folder.Path)).Message);
    }

    [Fact]
    public void A_folder_without_settings_is_refused() =>
        Assert.Contains("adapter_config.json: file: cannot be read", Assert.Throws<ModelFileException>(() => AdapterConfig.Read(_folder.Path)).Message);

    private void Write(string json) => File.WriteAllText(_folder.File("adapter_config.json"), json);
}

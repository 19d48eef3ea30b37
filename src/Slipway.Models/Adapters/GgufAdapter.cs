using Slipway.Formats;
using Slipway.Formats.Gguf;

namespace Slipway.Models.Adapters;

/// <summary>LoRA adapters as llama.cpp stores them: for each matrix NAME the tensors NAME.lora_a and NAME.lora_b.</summary>
internal static class GgufAdapter
{
    private const string Down = ".lora_a";
    private const string Up = ".lora_b";

    public static IEnumerable<AdapterPart> Read(string path, string architecture)
    {
        using var file = GgufFile.Open(path);
        Require(file, "general.type", "adapter");
        Require(file, "adapter.type", "lora");
        Require(file, "general.architecture", architecture);
        var alpha = file.Metadata.Real("adapter.lora.alpha", 0);
        foreach (var tensor in file.Tensors)
        {
            if (tensor.Name.EndsWith(Up, StringComparison.Ordinal))
            {
                file.Tensor(tensor.Name[..^Up.Length] + Down);
                continue;
            }
            if (!tensor.Name.EndsWith(Down, StringComparison.Ordinal))
                throw file.Error($"tensor '{tensor.Name}'", $"expected a name that ends in {Down} or {Up}");
            var name = tensor.Name[..^Down.Length];
            var up = file.Tensor(name + Up);
            yield return new AdapterPart(name,
                PlainTensor.Decode(tensor, TensorType.F32), PlainTensor.Decode(up, TensorType.F32), alpha == 0 ? 1 : alpha / tensor.Shape[0]);
        }
    }

    private static void Require(GgufFile file, string key, string expected)
    {
        if (file.Metadata.Text(key) is var value && value != expected)
            throw file.Metadata.Wrong(key, $"'{expected}'", value);
    }
}

using System.Text.RegularExpressions;
using Slipway.Formats;
using Slipway.Formats.Safetensors;
using Slipway.Models.HuggingFace;

namespace Slipway.Models.Adapters;

/// <summary>
/// LoRA adapters as PEFT stores them: adapter_config.json beside adapter_model.safetensors, with the names of the model's Hugging Face class.
/// </summary>
internal static partial class PeftAdapter
{
    public static IEnumerable<AdapterPart> Read(string path, ModelMetadata model)
    {
        var config = AdapterConfig.Read(path);
        var names = Names(model);
        using var file = SafetensorsFile.Open(Path.Combine(path, "adapter_model.safetensors"));
        foreach (var tensor in file.Tensors)
        {
            var match = TensorName().Match(tensor.Name);
            if (!match.Success)
                throw Error(path, tensor.Name, "is not A or B of a linear layer; embeddings and whole modules in adapters are not known here");
            var module = match.Groups["module"].Value;
            var other = match.Groups["side"].Value == "A" ? tensor.Name.Replace("lora_A", "lora_B") : tensor.Name.Replace("lora_B", "lora_A");
            if (!file.TryGetTensor(other, out var up))
                throw Error(path, other, "missing");
            if (match.Groups["side"].Value == "B")
                continue;
            if (!names.TryGetValue(module, out var rule))
                throw Error(path, tensor.Name, $"the model has no linear layer '{module}'");
            yield return new AdapterPart(rule.Gguf[0], new PlainTensor(tensor).To(TensorType.F32), Up(rule, up), config.Scale(module, tensor.Shape[0]));
        }
    }

    /// <summary>The rules of the model's linear layers, by the names that PEFT has for them.</summary>
    private static Dictionary<string, TensorRule> Names(ModelMetadata model) =>
        Family.OfArchitecture(model).Rules(model)
            .Where(rule => rule is { Gguf.Count: 1, HuggingFace.Count: 1 } && rule.HuggingFace[0].EndsWith(".weight", StringComparison.Ordinal))
            .ToDictionary(rule => Bare(rule.HuggingFace[0][..^".weight".Length]));

    /// <summary>B has the matrix's rows, so it is reordered with them; that the matrix is stored transposed doesn't concern it.</summary>
    private static PlainTensor Up(TensorRule rule, StoredTensor stored)
    {
        var up = new PlainTensor(stored).To(TensorType.F32);
        if (!rule.Layout.ReordersOutputs || rule.Layout.Problem([stored]) is not null)
            return up;
        using (up)
            return rule.Layout.ToGguf([up])[0];
    }

    /// <summary>Without the prefixes that differ between a model and the same model as a part of another.</summary>
    private static string Bare(string name) => Prefixes().Replace(name, "");

    private static ModelFileException Error(string path, string tensor, string problem) => new(path, $"tensor '{tensor}'", problem);

    [GeneratedRegex(@"^(base_model\.model\.)?(language_model\.)?(model\.)?(language_model\.)?(transformer\.)?")]
    private static partial Regex Prefixes();

    [GeneratedRegex(@"^(?<prefix>(base_model\.model\.)?(language_model\.)?(model\.)?(language_model\.)?(transformer\.)?)(?<module>.+)\.lora_(?<side>[AB])(\.default)?\.weight$")]
    private static partial Regex TensorName();
}

using System.Text.Json.Nodes;
using Slipway.Formats;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Safetensors;
using Slipway.Models.HuggingFace;

namespace Slipway.Models.Adapters;

/// <summary>
/// Writes a LoRA adapter as PEFT stores it: adapter_config.json beside adapter_model.safetensors, with the names that the model's Hugging Face class has
/// for its layers, and B's rows in its order.
/// </summary>
public static class PeftAdapterWriter
{
    private const string Prefix = "base_model.model.", Weight = ".weight";

    /// <exception cref="ModelFileException">PEFT has no name for one of the matrices.</exception>
    public static void Write(string folder, ModelMetadata model, PeftSettings settings, IReadOnlyList<PeftPair> pairs)
    {
        var rules = Family.OfArchitecture(model).Rules(model).Where(rule => rule.Gguf.Count == 1).ToDictionary(rule => rule.Gguf[0]);
        var writer = new SafetensorsWriter();
        var targets = new SortedSet<string>(StringComparer.Ordinal);
        var transposed = false;
        foreach (var pair in pairs)
        {
            if (!rules.TryGetValue(pair.Matrix, out var rule) || rule.HuggingFace is not [var name] || !name.EndsWith(Weight, StringComparison.Ordinal))
                throw new ModelFileException(folder, $"adapter of '{pair.Matrix}'", "is of a matrix that PEFT has no name for");
            var module = name[..^Weight.Length];
            targets.Add(module[(module.LastIndexOf('.') + 1)..]);
            transposed |= rule.Layout == Layout.Transposed;
            var (inputs, outputs) = (pair.A.Length / settings.Rank, pair.B.Length / settings.Rank);
            writer.Add($"{Prefix}{module}.lora_A{Weight}", [settings.Rank, inputs], pair.A);
            writer.Add($"{Prefix}{module}.lora_B{Weight}", [outputs, settings.Rank], Rows(rule, pair.B, outputs, settings.Rank));
        }
        Directory.CreateDirectory(folder);
        writer.Write(Path.Combine(folder, "adapter_model.safetensors"));
        JsonFile.Write(Path.Combine(folder, "adapter_config.json"), Config(settings, targets, transposed));
    }

    private static float[] Rows(TensorRule rule, float[] values, int outputs, int rank)
    {
        if (!rule.Layout.ReordersOutputs)
            return values;
        using var rows = PlainTensor.Of([outputs, rank], values);
        using var ordered = rule.Layout.ToHuggingFace([rows])[0];
        unsafe
        {
            return new ReadOnlySpan<float>((void*)ordered.Address, values.Length).ToArray();
        }
    }

    private static JsonObject Config(PeftSettings settings, IEnumerable<string> targets, bool transposed) => new()
    {
        ["peft_type"] = "LORA",
        ["task_type"] = "CAUSAL_LM",
        ["base_model_name_or_path"] = settings.BaseModel,
        ["r"] = settings.Rank,
        ["lora_alpha"] = Family.Shortest(settings.Alpha),
        ["lora_dropout"] = Family.Shortest(settings.Dropout),
        ["target_modules"] = new JsonArray([.. targets.Select(target => (JsonNode)target)]),
        ["use_rslora"] = settings.IsRankStabilized,
        ["use_dora"] = false,
        ["bias"] = "none",
        // GPT-2's layers keep their matrices the other way round.
        ["fan_in_fan_out"] = transposed,
        ["init_lora_weights"] = true,
        ["inference_mode"] = true,
        ["modules_to_save"] = null,
        ["layers_to_transform"] = null,
        ["layers_pattern"] = null,
        ["rank_pattern"] = new JsonObject(),
        ["alpha_pattern"] = new JsonObject(),
    };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Formats;
using Slipway.Formats.HuggingFace;

namespace Slipway.Models.HuggingFace;

/// <summary>The publisher's sampling settings: generation_config.json on the one side, general.sampling.* in GGUF.</summary>
internal static class GenerationSettings
{
    private const string Name = "generation_config.json";

    private static readonly (string Key, string Setting)[] Numbers =
    [
        ("general.sampling.temp", "temperature"),
        ("general.sampling.top_k", "top_k"),
        ("general.sampling.top_p", "top_p"),
        ("general.sampling.min_p", "min_p"),
        ("general.sampling.penalty_repeat", "repetition_penalty"),
    ];

    public static void Read(HuggingFaceDirectory directory, Dictionary<string, object> values)
    {
        if (directory.Json(Name) is not { } settings)
            return;
        foreach (var (key, setting) in Numbers)
        {
            if (!settings.TryGetProperty(setting, out var value) || value.ValueKind == JsonValueKind.Null)
                continue;
            if (value.ValueKind != JsonValueKind.Number)
                throw new ModelFileException(System.IO.Path.Combine(directory.Path, Name), setting, $"expected a number, found {value}");
            values[key] = setting == "top_k" && value.TryGetInt64(out var integer) ? (object)integer : value.GetDouble();
        }
    }

    public static JsonObject Write(ModelMetadata gguf)
    {
        var settings = new JsonObject();
        foreach (var (key, setting) in Numbers)
        {
            if (gguf.Has(key))
                settings[setting] = setting == "top_k" ? gguf.Integer(key, 0) : Family.Shortest(gguf.Real(key, 0));
        }
        return settings;
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Slipway.Formats;

namespace Slipway.Models.Adapters;

/// <summary>What of PEFT's adapter_config.json changes what an adapter computes. Kinds of adapters that are not plain LoRA are refused.</summary>
internal sealed record AdapterConfig
{
    [JsonPropertyName("peft_type")]
    public string Kind { get; init; } = "LORA";

    [JsonPropertyName("lora_alpha")]
    public double? Alpha { get; init; }

    [JsonPropertyName("alpha_pattern")]
    public Dictionary<string, double>? AlphaPattern { get; init; }

    /// <summary>Scaled by the root of the rank.</summary>
    [JsonPropertyName("use_rslora")]
    public bool IsRankStabilized { get; init; }

    [JsonPropertyName("use_dora")]
    public bool IsWeightDecomposed { get; init; }

    [JsonPropertyName("lora_bias")]
    public bool HasBias { get; init; }

    [JsonPropertyName("bias")]
    public string Bias { get; init; } = "none";

    [JsonPropertyName("modules_to_save")]
    public string[]? WholeModules { get; init; }

    public static AdapterConfig Read(string folder)
    {
        var path = Path.Combine(folder, "adapter_config.json");
        AdapterConfig config;
        try
        {
            config = JsonSerializer.Deserialize<AdapterConfig>(File.ReadAllBytes(path))
                ?? throw new ModelFileException(path, "file", "expected a JSON object, found null");
        }
        catch (JsonException problem)
        {
            throw new ModelFileException(path, problem.Path ?? "file", "is not what an adapter's settings should be", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, "file", $"cannot be read: {problem.Message}", problem);
        }

        void Refuse(bool refused, string setting, string expected)
        {
            if (refused)
                throw new ModelFileException(path, $"setting '{setting}'", $"expected {expected}");
        }
        Refuse(config.Kind != "LORA", "peft_type", "LORA");
        Refuse(config.Alpha is not > 0, "lora_alpha", "a positive number");
        Refuse(config.IsWeightDecomposed, "use_dora", "false");
        Refuse(config.HasBias, "lora_bias", "false");
        Refuse(config.Bias != "none", "bias", "'none'");
        foreach (var (pattern, _) in config.AlphaPattern ?? [])
            Refuse(Expression(pattern) is null, $"alpha_pattern.{pattern}", "the end of a module's name or a regular expression without lookaround");
        Refuse(config.WholeModules is { Length: > 0 }, "modules_to_save", "none");
        return config;
    }

    /// <summary>What a module's B · A is multiplied by.</summary>
    public float Scale(string module, long rank)
    {
        var alpha = Alpha!.Value;
        foreach (var (pattern, own) in AlphaPattern ?? [])
        {
            if (Expression(pattern)!.IsMatch(module))
                alpha = own;
        }
        return (float)(IsRankStabilized ? alpha / Math.Sqrt(rank) : alpha / rank);
    }

    /// <summary>PEFT's keys are the ends of names, or regular expressions of them; one from a file must not run away with the time.</summary>
    private static Regex? Expression(string pattern)
    {
        try
        {
            return new Regex($@"(^|\.)({pattern})$", RegexOptions.NonBacktracking);
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

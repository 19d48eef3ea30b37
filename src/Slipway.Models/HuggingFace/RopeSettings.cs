using System.Text.Json.Nodes;
using Slipway.Formats;

namespace Slipway.Models.HuggingFace;

/// <summary>
/// The rotation in config.json: rope_theta and rope_scaling, or both in rope_parameters as newer files have it. Llama 3's kind of
/// scaling has no metadata in GGUF but a tensor of factors.
/// </summary>
internal static class RopeSettings
{
    private static readonly string[] Places = ["rope_parameters", "rope_scaling"];

    public static void Read(ConfigReader reader, float defaultBase, string inner = "")
    {
        var config = reader.Config;
        var place = Place(config, inner);
        reader.Set("rope.freq_base", (double)config.Real($"{place}.rope_theta", config.Real("rope_theta", defaultBase)));
        if (config.Values.TryGetValue("head_dim", out var size))
            reader.Set("rope.dimension_count", size);

        switch (Type(config, place))
        {
            // The base of a dynamic rotation grows only beyond the context that the model was made for.
            case "default" or "dynamic" or "llama3":
                break;
            case "linear":
                reader.Set("rope.scaling.type", "linear");
                reader.Set("rope.scaling.factor", (double)Factor(config, place));
                break;
            case "yarn":
                reader.Set("rope.scaling.type", "yarn");
                reader.Set("rope.scaling.factor", (double)Factor(config, place));
                var original = config.Integer($"{place}.original_max_position_embeddings", config.Integer("max_position_embeddings"));
                reader.Set("rope.scaling.original_context_length", (long)original);
                reader.Set("rope.scaling.yarn_beta_fast", (double)config.Real($"{place}.beta_fast", 32));
                reader.Set("rope.scaling.yarn_beta_slow", (double)config.Real($"{place}.beta_slow", 1));
                if (config.Has($"{place}.attention_factor"))
                {
                    // GGUF states what the usual magnitude is multiplied by, config.json the magnitude itself.
                    var usual = 1 + 0.1 * Math.Log(Factor(config, place));
                    reader.Set("rope.scaling.attn_factor", config.Real($"{place}.attention_factor", 1) / usual);
                }
                break;
            case var other:
                throw config.Wrong($"{place}.rope_type", "default, linear, dynamic, yarn or llama3", other);
        }
    }

    /// <summary>The divisors of Llama 3's scaling, one for each pair; null where the model has none.</summary>
    public static float[]? Llama3Factors(ModelMetadata config, int headDim)
    {
        var place = Place(config, "");
        if (Type(config, place) != "llama3")
            return null;
        var theta = config.Real($"{place}.rope_theta", config.Real("rope_theta", 10000));
        return Llama3Factors(headDim, theta, Factor(config, place), config.Real($"{place}.low_freq_factor", 1),
            config.Real($"{place}.high_freq_factor", 4), config.Integer($"{place}.original_max_position_embeddings", 8192));
    }

    public static void Write(ModelMetadata gguf, string architecture, JsonObject config, float[]? factors)
    {
        var theta = gguf.Real($"{architecture}.rope.freq_base", 10000);
        config["rope_theta"] = theta;
        var type = gguf.Text($"{architecture}.rope.scaling.type", "linear");
        var factor = gguf.Real($"{architecture}.rope.scaling.factor", 1);
        if (factors is not null)
            config["rope_scaling"] = Llama3Scaling(gguf, factors, theta);
        else if (factor == 1 || type == "none")
            return;
        else if (type == "linear")
            config["rope_scaling"] = new JsonObject { ["rope_type"] = "linear", ["factor"] = factor };
        else
            config["rope_scaling"] = new JsonObject
            {
                ["rope_type"] = "yarn",
                ["factor"] = factor,
                ["original_max_position_embeddings"] =
                    gguf.Integer($"{architecture}.rope.scaling.original_context_length", gguf.Integer($"{architecture}.context_length")),
                ["beta_fast"] = gguf.Real($"{architecture}.rope.scaling.yarn_beta_fast", 32),
                ["beta_slow"] = gguf.Real($"{architecture}.rope.scaling.yarn_beta_slow", 1),
                ["attention_factor"] = gguf.Real($"{architecture}.rope.scaling.attn_factor", 1) * (1 + 0.1f * MathF.Log(factor)),
            };
    }

    private static string Place(ModelMetadata config, string inner) =>
        Array.Find(Places, place => config.Values.Keys.Any(key => key.StartsWith($"{place}{inner}.", StringComparison.Ordinal))) + inner;

    private static string Type(ModelMetadata config, string place) =>
        config.Text($"{place}.rope_type", config.Text($"{place}.type", "default"));

    private static float Factor(ModelMetadata config, string place)
    {
        var key = $"{place}.factor";
        if (!config.Has(key))
            throw config.Missing(key);
        var factor = config.Real(key, 1);
        return factor > 0 ? factor : throw config.Wrong(key, "a positive number", factor);
    }

    private static float[] Llama3Factors(int headDim, float theta, float factor, float low, float high, float original)
    {
        var factors = new float[headDim / 2];
        for (var pair = 0; pair < factors.Length; pair++)
        {
            // Pairs that turn often within the original context keep their angle, those that turn seldom take the scaled one.
            var turns = original * Math.Pow(theta, -2.0 * pair / headDim) / (2 * Math.PI);
            var kept = Math.Clamp((turns - low) / (high - low), 0, 1);
            factors[pair] = (float)(1 / ((1 - kept) / factor + kept));
        }
        return factors;
    }

    /// <summary>The settings that these factors come from, where they are the published ones.</summary>
    private static JsonObject Llama3Scaling(ModelMetadata gguf, float[] factors, float theta)
    {
        var factor = factors.Max();
        var expected = Llama3Factors(2 * factors.Length, theta, factor, 1, 4, 8192);
        if (factors.Zip(expected, (a, b) => Math.Abs(a - b) > 1e-4f * b).Any(differs => differs))
            throw new ModelFileException(gguf.File, "tensor 'rope_freqs.weight'", "holds factors that config.json has no settings for");
        return new JsonObject
        {
            ["rope_type"] = "llama3",
            ["factor"] = factor,
            ["low_freq_factor"] = 1,
            ["high_freq_factor"] = 4,
            ["original_max_position_embeddings"] = 8192,
        };
    }
}

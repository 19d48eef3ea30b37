using System.Text.Json.Nodes;
using Slipway.Protocol.Json;

namespace Slipway.Platform.Configurations;

/// <summary>Sampling as a configuration or an inference writes it, in OpenAI's words: what a request leaves open is filled with it.</summary>
public static class SamplingKwargs
{
    /// <summary>Names that other libraries have for the same.</summary>
    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["max_new_tokens"] = "max_tokens",
        ["max_completion_tokens"] = "max_tokens",
        ["num_predict"] = "max_tokens",
        ["repeat_penalty"] = "repetition_penalty",
        ["stop_sequences"] = "stop",
    };

    private static readonly string[] Names =
        ["temperature", "top_p", "top_k", "min_p", "max_tokens", "presence_penalty", "frequency_penalty", "repetition_penalty", "seed", "stop"];

    /// <summary>Whether <see cref="Read"/> looks at it.</summary>
    public static bool Knows(string name) => Names.Contains(OtherNames.GetValueOrDefault(name, name));

    /// <summary>The sampling among the arguments; what else stands there is not looked at.</summary>
    public static JsonObject Read(JsonObject kwargs, string place, List<FieldError> errors)
    {
        var sampling = new JsonObject();
        var reader = new KwargReader(kwargs, place, errors);
        foreach (var (name, value) in kwargs)
        {
            var known = OtherNames.GetValueOrDefault(name, name);
            if (value is null || !Names.Contains(known))
                continue;
            var before = errors.Count;
            Check(reader, known, name, value);
            if (errors.Count == before)
                sampling[known] = value.DeepClone();
        }

        return sampling;
    }

    private static void Check(KwargReader reader, string known, string name, JsonNode value)
    {
        switch (known)
        {
            case "temperature":
                reader.Number(0, 100, name);
                break;
            case "top_p" or "min_p":
                reader.Number(0, 1, name);
                break;
            case "presence_penalty" or "frequency_penalty":
                reader.Number(-2, 2, name);
                break;
            case "repetition_penalty":
                reader.Number(0, 10, name);
                break;
            case "top_k":
                reader.Integer(-1, int.MaxValue, name);
                break;
            case "max_tokens":
                reader.Integer(1, 1_000_000, name);
                break;
            case "seed":
                reader.Integer(int.MinValue, int.MaxValue, name);
                break;
            default:
                if (value is not JsonValue { } text || !text.TryGetValue<string>(out _))
                {
                    if (value is not JsonArray list || list.Count > 16 || !list.All(item => item is JsonValue one && one.TryGetValue<string>(out _)))
                        reader.Wrong(name, "must be a string or an array of at most 16 strings");
                }

                break;
        }
    }
}

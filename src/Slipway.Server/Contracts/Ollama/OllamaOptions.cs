using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Ollama;

/// <summary>Ollama's options and formats in OpenAI's words.</summary>
internal static class OllamaOptions
{
    private static readonly Dictionary<string, string> Sampling = new()
    {
        ["temperature"] = "temperature",
        ["top_p"] = "top_p",
        ["top_k"] = "top_k",
        ["min_p"] = "min_p",
        ["seed"] = "seed",
        ["stop"] = "stop",
        ["num_predict"] = "max_tokens",
        ["repeat_penalty"] = "repetition_penalty",
        ["presence_penalty"] = "presence_penalty",
        ["frequency_penalty"] = "frequency_penalty",
    };

    /// <summary>How Ollama runs a model, which is decided here when a model is loaded.</summary>
    private static readonly string[] OfLoading =
        ["num_ctx", "num_batch", "num_gpu", "main_gpu", "num_thread", "num_keep", "use_mmap", "use_mlock", "low_vram", "numa", "f16_kv", "vocab_only"];

    /// <summary>The members of the request that goes on; every option that nobody here has is named.</summary>
    public static JsonObject Read(Fields fields)
    {
        var request = new JsonObject { ["stream_options"] = new JsonObject { ["include_usage"] = true } };
        if (fields.Object("options") is { } options)
        {
            foreach (var option in options.EnumerateObject())
            {
                if (option.Value.ValueKind == JsonValueKind.Null || OfLoading.Contains(option.Name))
                    continue;
                if (!Sampling.TryGetValue(option.Name, out var name))
                    fields.Wrong($"options.{option.Name}", "is not supported");
                // A negative number of tokens means as many as there is room for.
                else if (name != "max_tokens" || option.Value.ValueKind != JsonValueKind.Number || option.Value.GetDouble() > 0)
                    request[name] = JsonNode.Parse(option.Value.GetRawText());
            }
        }

        if (fields.Any("format") is { ValueKind: not JsonValueKind.Null } format)
        {
            if (format.ValueKind == JsonValueKind.Object)
                request["response_format"] = new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "answer", ["schema"] = JsonNode.Parse(format.GetRawText()) } };
            else if (fields.Text("format") is { Length: > 0 } word)
            {
                if (word != "json")
                    fields.Wrong("format", "must be \"json\" or a JSON schema");
                request["response_format"] = new JsonObject { ["type"] = "json_object" };
            }
        }

        if (fields.Flag("think") is { } think)
            request["chat_template_kwargs"] = new JsonObject { ["enable_thinking"] = think };
        return request;
    }
}

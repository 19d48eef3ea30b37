using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Ollama;

/// <summary>Ollama's messages in OpenAI's words: calls of functions get ids there, and their arguments are text.</summary>
internal static class OllamaMessages
{
    public static JsonArray Read(Fields fields)
    {
        var messages = new JsonArray();
        if (fields.Any("messages") is not { ValueKind: JsonValueKind.Array } given)
        {
            fields.Wrong("messages", fields.Any("messages") is null ? Fields.Required : "must be an array");
            return messages;
        }

        var (index, calls) = (0, 0);
        var unanswered = new Queue<string>();
        foreach (var message in given.EnumerateArray())
        {
            var place = $"messages[{index++}]";
            if (message.ValueKind != JsonValueKind.Object || Text(message, "role") is not { } role)
            {
                fields.Wrong(place, "must be an object with a role");
                continue;
            }

            if (message.TryGetProperty("images", out var images) && images.ValueKind == JsonValueKind.Array && images.GetArrayLength() > 0)
                fields.Wrong($"{place}.images", "are not supported: no model here sees");
            var written = new JsonObject { ["role"] = role, ["content"] = Text(message, "content") ?? "" };
            if (message.TryGetProperty("tool_calls", out var made) && made.ValueKind == JsonValueKind.Array)
                written["tool_calls"] = Calls(made);
            if (role == "tool")
                written["tool_call_id"] = Text(message, "tool_call_id") ?? (unanswered.TryDequeue(out var id) ? id : "call_0");
            messages.Add((JsonNode)written);
        }

        return messages;

        JsonArray Calls(JsonElement made)
        {
            var written = new JsonArray();
            foreach (var call in made.EnumerateArray())
            {
                if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object)
                    continue;
                var id = $"call_{calls++}";
                unanswered.Enqueue(id);
                var arguments = function.TryGetProperty("arguments", out var value) ? value.GetRawText() : "{}";
                written.Add((JsonNode)new JsonObject
                {
                    ["id"] = id,
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = Text(function, "name") ?? "", ["arguments"] = arguments },
                });
            }

            return written;
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

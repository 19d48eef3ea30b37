using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Protocol.Client;

/// <summary>Some servers answer a request for a stream with everything at once. Read so, it is a stream of one chunk.</summary>
internal static class WholeAnswer
{
    /// <exception cref="JsonException">It is not an answer of OpenAI's API.</exception>
    public static T AsChunk<T>(byte[] body, JsonTypeInfo<T> type)
        where T : class
    {
        if (JsonNode.Parse(body) is not JsonObject answer || answer["choices"] is not JsonArray choices)
            throw new JsonException("there are no choices");
        foreach (var choice in choices.OfType<JsonObject>())
        {
            if (choice["message"] is not { } message)
                continue;
            choice.Remove("message");
            choice["delta"] = message;
        }

        return answer.Deserialize(type) ?? throw new JsonException("there is nothing");
    }
}

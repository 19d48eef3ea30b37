using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Platform.Access;

namespace Slipway.Platform.Generation.Relays;

/// <summary>
/// A bare prompt as a call that is passed through: a user's message where the model chats, text to continue where it doesn't. Which of the
/// two is known once there is a replica.
/// </summary>
public static class PromptCall
{
    /// <param name="name">What usage records call it.</param>
    /// <param name="model">Whom it is for.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="system">What a chatting model is told beforehand; null for nothing.</param>
    /// <param name="options">Further members of the request, in OpenAI's words.</param>
    /// <param name="streams">Whether the answer comes piece by piece.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="sink">Where the answer goes.</param>
    public static RelayCall Of(
        string name, string model, string prompt, string? system, JsonObject options, bool streams, Caller caller, IRelayCaller sink)
    {
        var chat = Make(RelayOperation.Chat, Messages);
        var text = Make(RelayOperation.Completion, json =>
            json.WriteString("prompt"u8, string.IsNullOrEmpty(system) ? prompt : system + "\n\n" + prompt));
        return chat with { ForReplica = endpoint => endpoint.TakesChats ? chat : text };

        RelayCall Make(RelayOperation operation, Action<Utf8JsonWriter> write)
        {
            var body = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(body))
            {
                json.WriteStartObject();
                json.WriteString("model"u8, model);
                write(json);
                if (streams)
                    json.WriteBoolean("stream"u8, true);
                foreach (var (member, value) in options)
                {
                    json.WritePropertyName(member);
                    if (value is null)
                        json.WriteNullValue();
                    else
                        value.WriteTo(json);
                }

                json.WriteEndObject();
            }

            var outline = RequestOutline.Read(body.WrittenSpan, out _) ?? throw new InvalidOperationException("an own request cannot be read");
            return new RelayCall(operation with { Name = name }, body.WrittenMemory, outline, caller, null, sink);
        }

        void Messages(Utf8JsonWriter json)
        {
            json.WriteStartArray("messages"u8);
            if (!string.IsNullOrEmpty(system))
                Message("system", system);
            Message("user", prompt);
            json.WriteEndArray();

            void Message(string role, string content)
            {
                json.WriteStartObject();
                json.WriteString("role"u8, role);
                json.WriteString("content"u8, content);
                json.WriteEndObject();
            }
        }
    }
}

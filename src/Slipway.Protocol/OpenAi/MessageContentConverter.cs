using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Protocol.Json;

namespace Slipway.Protocol.OpenAi;

public sealed class MessageContentConverter : JsonConverter<MessageContent>
{
    public override MessageContent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return MessageContent.Of(reader.GetString()!);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new WireFormatException("must be a string or an array of parts");
        var parts = JsonSerializer.Deserialize(ref reader, WireJson.Default.ListContentPart);
        return new MessageContent(parts!);
    }

    public override void Write(Utf8JsonWriter writer, MessageContent value, JsonSerializerOptions options)
    {
        if (value.Parts is [{ Type: "text", Others: null } only])
            writer.WriteStringValue(only.Text);
        else
            JsonSerializer.Serialize(writer, [.. value.Parts], WireJson.Default.ListContentPart);
    }
}

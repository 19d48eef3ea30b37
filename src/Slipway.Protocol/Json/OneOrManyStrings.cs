using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Protocol.Json;

/// <summary>A list of strings which a single string may stand for.</summary>
public sealed class OneOrManyStrings : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return [reader.GetString()!];
        var many = new List<string>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
                many.Add(reader.GetString()!);
            if (reader.TokenType == JsonTokenType.EndArray)
                return many;
        }
        throw new WireFormatException("must be a string or an array of strings");
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
            writer.WriteStringValue(item);
        writer.WriteEndArray();
    }
}

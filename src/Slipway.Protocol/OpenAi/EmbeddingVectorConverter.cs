using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Protocol.Json;

namespace Slipway.Protocol.OpenAi;

public sealed class EmbeddingVectorConverter : JsonConverter<EmbeddingVector>
{
    public override EmbeddingVector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes) && bytes.Length % 4 == 0)
            return new EmbeddingVector(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), AsBase64: true);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new WireFormatException("must be an array of numbers or base64 of floats");
        var values = new List<float>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            values.Add(reader.GetSingle());
        return reader.TokenType == JsonTokenType.EndArray
            ? new EmbeddingVector(values.ToArray())
            : throw new WireFormatException("must be an array of numbers or base64 of floats");
    }

    public override void Write(Utf8JsonWriter writer, EmbeddingVector value, JsonSerializerOptions options)
    {
        if (value.AsBase64)
        {
            writer.WriteBase64StringValue(MemoryMarshal.AsBytes(value.Values.Span));
            return;
        }
        writer.WriteStartArray();
        foreach (var number in value.Values.Span)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}

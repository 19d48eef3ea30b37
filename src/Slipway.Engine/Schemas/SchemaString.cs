using System.Text.Json;
using Slipway.Engine.Grammars;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Schemas;

/// <summary>Strings: by length, by pattern, or by one of the formats that can be written as a grammar. Other formats are notes to people.</summary>
internal static class SchemaString
{
    private const string Date = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])";
    private const string Time = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";
    private const string Byte = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    private static readonly Dictionary<string, string> Formats = new()
    {
        ["date"] = $"^{Date}$",
        ["time"] = $"^{Time}$",
        ["date-time"] = $"^{Date}T{Time}$",
        ["uuid"] = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        ["ipv4"] = $"^{Byte}\\.{Byte}\\.{Byte}\\.{Byte}$",
        ["email"] = "^[a-z0-9]+([._-][a-z0-9]+){0,8}@[a-z0-9]+(-[a-z0-9]+){0,8}(\\.[a-z]{2,10}){1,3}$",
    };

    public static Expression Compile(SchemaPart part)
    {
        var (least, most) = (part.Count("minLength"), part.Count("maxLength"));
        if (most < least)
            throw part.Wrong("maxLength is less than minLength");
        var pattern = part.Get("pattern") switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            _ => throw part.Wrong("pattern must be a string"),
        };
        if (pattern is null && part.Get("format") is { ValueKind: JsonValueKind.String } format)
            pattern = Formats.GetValueOrDefault(format.GetString()!);
        if (pattern is null)
            return least is null && most is null ? JsonRules.String : All(Text("\""), Many(JsonRules.Character, least ?? 0, most), Text("\""));
        if (least is not null || most is not null)
            throw part.Wrong("minLength and maxLength are not supported beside pattern or format");
        try
        {
            return All(Text("\""), PatternParser.Parse(pattern), Text("\""));
        }
        catch (GrammarException exception)
        {
            throw part.Wrong($"pattern: {exception.Message}");
        }
    }
}

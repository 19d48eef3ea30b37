using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Engine.Grammars;
using static Slipway.Engine.Grammars.Make;

namespace Slipway.Engine.Schemas;

/// <summary>
/// The grammar of JSON. White space and digits are bounded, since a weak model would otherwise write them until its tokens run out.
/// </summary>
internal static class JsonRules
{
    public const int MostDigits = 15;

    private static readonly CharacterSet Hex = new([('0', '9'), ('a', 'f'), ('A', 'F')]);
    private static readonly CharacterSet Digit = new([('0', '9')]);
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Characters that stand for themselves within a string.</summary>
    public static CharacterSet Plain { get; } = new([(0, 0x1F), ('"', '"'), ('\\', '\\')], inverted: true);

    public static Expression Space { get; } = Rule("space");

    public static Expression Value { get; } = Rule("value");

    public static Expression Character { get; } = Rule("character");

    public static Expression String { get; } = Rule("string");

    public static Expression FreeObject { get; } = Rule("object");

    public static Expression FreeArray { get; } = Rule("array");

    public static Expression Number { get; } = Rule("number");

    public static Expression Integer { get; } = Rule("integer");

    public static Expression Boolean { get; } = Any(Text("true"), Text("false"));

    public static Expression Null { get; } = Text("null");

    /// <summary>Fresh rules that a grammar of JSON may refer to.</summary>
    public static Dictionary<string, Expression> All() => new()
    {
        ["space"] = Any(Nothing, Text(" "), Make.All(Text("\n"), Many(CharacterSet.Of(" \t"), 0, 20))),
        ["character"] = Any(Plain, Make.All(Text("\\"), Any(CharacterSet.Of("\"\\/bfnrt"), Escape()))),
        ["string"] = Make.All(Text("\""), Many(Character), Text("\"")),
        ["integer"] = Make.All(Maybe(Text("-")), Digits()),
        ["number"] = Make.All(
            Maybe(Text("-")), Digits(),
            Maybe(Make.All(Text("."), Many(Digit, 1, MostDigits))),
            Maybe(Make.All(CharacterSet.Of("eE"), Maybe(CharacterSet.Of("+-")), Many(Digit, 1, 2)))),
        ["array"] = Make.All(Text("["), Space, Maybe(List(Value)), Text("]")),
        ["object"] = Make.All(Text("{"), Space, Maybe(List(Member(String, Value))), Text("}")),
        ["value"] = Any(FreeObject, FreeArray, String, Number, Boolean, Null),
    };

    /// <summary>One or more items with commas between them.</summary>
    public static Expression List(Expression item, int least = 1, int? most = null) =>
        Make.All(item, Space, Many(Make.All(Text(","), Space, item, Space), least - 1, most - 1));

    public static Expression Member(Expression key, Expression value) => Make.All(key, Text(":"), Space, value);

    /// <summary>A value exactly as it is, without white space.</summary>
    public static Expression Exactly(JsonElement value) => Text(JsonSerializer.Serialize(value, Relaxed));

    public static Expression Exactly(string value) => Text(JsonSerializer.Serialize(value, Relaxed));

    /// <summary>No leading zeros.</summary>
    private static Expression Digits() => Any(Text("0"), Make.All(Range('1', '9'), Many(Digit, 0, MostDigits - 1)));

    /// <summary>A character by its number; halves of one come in pairs only.</summary>
    private static Expression Escape()
    {
        var u = Text("u");
        var pair = Make.All(
            u, CharacterSet.Of("dD"), CharacterSet.Of("89abAB"), Hex, Hex, Text("\\u"), CharacterSet.Of("dD"), CharacterSet.Of("cdefCDEF"), Hex, Hex);
        var single = Make.All(u, CharacterSet.Of("0123456789abcefABCEF"), Hex, Hex, Hex);
        var low = Make.All(u, CharacterSet.Of("dD"), CharacterSet.Of("01234567"), Hex, Hex);
        return Any(single, low, pair);
    }
}

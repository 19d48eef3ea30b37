using System.Text.Json;

namespace Slipway.Platform.Generation.Relays;

/// <summary>The members of a request's object that say something.</summary>
internal static class MemberNames
{
    /// <summary>Names in order. Values that mean the same as silence are left out: null, false, nothing in them, one answer, free choice.</summary>
    public static List<string> Of(ReadOnlySpan<byte> body)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var says = Says(ref reader, name);
            reader.Skip();
            if (says)
                names.Add(name);
        }

        return names;
    }

    private static bool Says(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.Null or JsonTokenType.False => false,
        JsonTokenType.Number => name is not ("n" or "best_of") || !reader.ValueSpan.SequenceEqual("1"u8),
        JsonTokenType.String => reader.ValueSpan.Length > 0 && !(name is "tool_choice" or "function_call" && reader.ValueTextEquals("auto"u8)),
        // Tools may be called in parallel wherever nobody forbids it.
        JsonTokenType.True => name != "parallel_tool_calls",
        _ => true,
    };
}

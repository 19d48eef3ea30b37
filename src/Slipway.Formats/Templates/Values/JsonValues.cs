using System.Text.Json;

namespace Slipway.Formats.Templates.Values;

/// <summary>Values from JSON, marked as a user's.</summary>
internal static class JsonValues
{
    // These say what a message or a part is, not what somebody wrote: templates spell control tokens from them.
    private static readonly HashSet<string> Roles =
        ["system", "developer", "user", "assistant", "model", "tool", "function", "ipython", "tool_response", "observation"];

    public static Value Of(JsonElement json)
    {
        try
        {
            return Convert(json);
        }
        catch (InvalidOperationException)
        {
            throw new TemplateException("a text in the conversation has half of a surrogate pair");
        }
    }

    /// <summary>The conversation: as any JSON, but a known role is the template's own word.</summary>
    public static Value OfMessages(JsonElement messages)
    {
        var list = Of(messages);
        foreach (var message in (list as ListValue)?.Values.OfType<MapValue>() ?? [])
        {
            if (message.Find("role") is TextValue role && Roles.Contains(role.Text))
                message.Set("role", TextValue.Of(role.Text));
        }
        return list;
    }

    private static Value Convert(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return NoneValue.Instance;
            case JsonValueKind.True or JsonValueKind.False:
                return BooleanValue.Of(json.ValueKind == JsonValueKind.True);
            case JsonValueKind.String:
                return TextValue.Of(json.GetString()!, fromUser: true);
            case JsonValueKind.Number:
                return json.TryGetInt64(out var integer) ? new IntegerValue(integer) : new FloatValue(json.GetDouble());
            case JsonValueKind.Array:
                return new ListValue([.. json.EnumerateArray().Select(Convert)]);
            default:
                var map = new MapValue();
                foreach (var property in json.EnumerateObject())
                    map.Entries[TextValue.Of(property.Name, fromUser: true)] = Convert(property.Value);
                return map;
        }
    }
}

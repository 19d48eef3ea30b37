using System.Text.Json;

namespace Slipway.Formats.HuggingFace;

/// <summary>
/// A JSON object as flat, typed settings: members of an object inside get its name and a dot before theirs
/// (<c>rope_scaling.factor</c>), null is absence.
/// </summary>
internal static class JsonSettings
{
    /// <summary>Members of <paramref name="over"/> win over those of <paramref name="root"/>.</summary>
    public static ModelMetadata Flatten(string file, JsonElement root, JsonElement? over)
    {
        var settings = new Dictionary<string, object>();
        Add(settings, "", root);
        if (over is { } top)
            Add(settings, "", top);
        return new ModelMetadata(file, settings);
    }

    private static void Add(Dictionary<string, object> settings, string prefix, JsonElement parent)
    {
        foreach (var member in parent.EnumerateObject())
        {
            var key = prefix + member.Name;
            if (member.Value.ValueKind == JsonValueKind.Object)
                Add(settings, key + ".", member.Value);
            else if (Value(member.Value) is { } value)
                settings[key] = value;
            else
                settings.Remove(key);
        }
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var integer) ? (object)integer : value.GetDouble(),
        JsonValueKind.Array => Values([.. value.EnumerateArray().Select(Value)]),
        _ => null,
    };

    private static object Values(object?[] values) => values switch
    {
        _ when values.All(value => value is string) => values.Cast<string>().ToArray(),
        _ when values.All(value => value is bool) => values.Cast<bool>().ToArray(),
        _ when values.All(value => value is long) => values.Cast<long>().ToArray(),
        _ when values.All(value => value is long or double) => Array.ConvertAll(values, value => value as double? ?? (long)value!),
        _ => values,
    };
}

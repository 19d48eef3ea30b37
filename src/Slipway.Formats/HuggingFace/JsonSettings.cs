using System.Text.Json;

namespace Slipway.Formats.HuggingFace;

/// <summary>
/// A JSON object as flat, typed settings: members of an object inside get its name and a dot before theirs
/// (<c>rope_scaling.factor</c>), null is absence.
/// </summary>
internal sealed class JsonSettings(string file)
{
    // Each member repeats the names of all objects around it, so a small file could ask for a lot of memory.
    private const int MostNames = 1 << 22;

    private readonly Dictionary<string, object> _settings = [];
    private int _names;

    /// <summary>Members of <paramref name="over"/> win over those of <paramref name="root"/>.</summary>
    public static ModelMetadata Flatten(string file, JsonElement root, JsonElement? over)
    {
        var settings = new JsonSettings(file);
        settings.Add("", root);
        if (over is { } top)
            settings.Add("", top);
        return new ModelMetadata(file, settings._settings);
    }

    private void Add(string prefix, JsonElement parent)
    {
        foreach (var member in parent.EnumerateObject())
        {
            var name = member.Name;
            if ((_names += prefix.Length + name.Length) > MostNames)
                throw new ModelFileException(file, "file", $"has names of more than {MostNames} characters in all");
            var key = prefix + name;
            if (member.Value.ValueKind == JsonValueKind.Object)
                Add(key + ".", member.Value);
            else if (Value(member.Value) is { } value)
                _settings[key] = value;
            else
                _settings.Remove(key);
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

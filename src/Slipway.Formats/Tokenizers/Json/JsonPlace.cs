using System.Text.Json;

namespace Slipway.Formats.Tokenizers.Json;

/// <summary>A value in a JSON file, and where it stands, so that an error can name the place.</summary>
internal readonly record struct JsonPlace(string File, string Path, JsonElement Value)
{
    /// <summary>The member of an object; null where it is absent or null.</summary>
    public JsonPlace? Member(string name) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? new JsonPlace(File, Path == "" ? name : $"{Path}.{name}", member)
            : null;

    public JsonPlace Required(string name) => Member(name) ?? throw Error($"'{name}' is missing");

    public string Text(string name) => Required(name).AsText();

    public string AsText() =>
        Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Error($"expected a text, found {Value.ValueKind}");

    public bool Flag(string name, bool fallback) => Member(name) is not { } member ? fallback : member.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        var kind => throw member.Error($"expected true or false, found {kind}"),
    };

    /// <summary>A token id: an integer that isn't too large for a vocabulary.</summary>
    public int AsId() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var id) && id is >= 0 and < MaxTokens
        ? id
        : throw Error($"expected a token id below {MaxTokens}");

    /// <summary>The elements of an array; none where the member is absent.</summary>
    public IEnumerable<JsonPlace> Elements(string name)
    {
        if (Member(name) is not { } member)
            yield break;
        if (member.Value.ValueKind != JsonValueKind.Array)
            throw member.Error($"expected a list, found {member.Value.ValueKind}");
        var index = 0;
        foreach (var element in member.Value.EnumerateArray())
            yield return new JsonPlace(File, $"{member.Path}[{index++}]", element);
    }

    public ModelFileException Error(string problem) => new(File, Path == "" ? "file" : Path, problem);

    // No published vocabulary comes near; more would only be a large allocation.
    private const int MaxTokens = 4 << 20;
}

namespace Slipway.Platform.Access;

/// <summary>A key from <c>API_KEYS</c>.</summary>
public sealed record ConfiguredKey(string Key, Role Role)
{
    /// <summary>The documented sample keys.</summary>
    public static readonly IReadOnlyList<ConfiguredKey> Samples = [new("test-key-123", Role.Operator), new("demo-key-456", Role.Operator)];

    /// <summary>Reads <c>KEY</c> or <c>KEY:role</c>, separated by commas; null and a reason where it cannot be read.</summary>
    public static IReadOnlyList<ConfiguredKey>? ParseList(string text, out string problem)
    {
        var keys = new List<ConfiguredKey>();
        problem = "";
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = entry.LastIndexOf(':');
            var (key, role) = colon < 0 ? (entry, Role.Operator) : (entry[..colon].Trim(), default);
            if (colon >= 0 && !Roles.TryParse(entry[(colon + 1)..].Trim(), out role))
                problem = $"a key's role is {Roles.Allowed}, written KEY:role";
            else if (key.Length == 0)
                problem = "a key is empty";
            else if (keys.Any(other => other.Key == key))
                problem = "a key stands there twice";
            if (problem.Length > 0)
                return null;
            keys.Add(new ConfiguredKey(key, role));
        }

        return keys;
    }
}

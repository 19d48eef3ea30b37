using System.Text.Json;

namespace Slipway.Platform.Common.Settings;

/// <summary>Reads settings from <c>appsettings.json</c>, <c>.env</c>, the environment and flags; each source overrides those before it.</summary>
public static class SettingsReader
{
    public const string DefaultSource = "default";

    /// <summary>The values, or every problem at once.</summary>
    /// <param name="catalog">The settings there are.</param>
    /// <param name="folder">Where <c>appsettings.json</c> and <c>.env</c> may lie.</param>
    /// <param name="environment">The environment variables.</param>
    /// <param name="flags">Names of settings with the values that options gave them.</param>
    /// <param name="problems">One line for each setting that is wrong.</param>
    public static SettingValues? Read(
        IReadOnlyList<Setting> catalog, string folder, Func<string, string?> environment, IReadOnlyDictionary<string, string> flags,
        out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        var json = ReadJson(Path.Combine(folder, "appsettings.json"), found);
        var dotEnv = ReadDotEnv(Path.Combine(folder, ".env"));
        var values = new Dictionary<Setting, (object?, string, string)>();
        foreach (var setting in catalog)
        {
            var (text, source) =
                flags.TryGetValue(setting.Name, out var flag) ? (flag, setting.Flag ?? "option")
                : environment(setting.Name) is { Length: > 0 } variable ? (variable, "environment")
                : dotEnv.TryGetValue(setting.Name, out var line) && line.Length > 0 ? (line, ".env")
                : json.TryGetValue(setting.Name, out var member) && member.Length > 0 ? (member, "appsettings.json")
                : (null, DefaultSource);
            if (text is null)
            {
                values[setting] = (setting.DefaultValue, setting.DefaultText, source);
                continue;
            }

            var value = setting.Parse(text, out var problem);
            if (problem is not null)
                found.Add($"{setting.Name}={(setting.IsSecret ? "…" : text)} (from {source}): {problem}; allowed: {setting.Allowed}");
            values[setting] = (value, text, source);
        }

        return found.Count == 0 ? new SettingValues(values) : null;
    }

    private static Dictionary<string, string> ReadJson(string path, List<string> problems)
    {
        var members = new Dictionary<string, string>();
        if (!File.Exists(path))
            return members;
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind is JsonValueKind.String)
                    members[member.Name] = member.Value.GetString()!;
                else if (member.Value.ValueKind is JsonValueKind.Array && member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
                    members[member.Name] = string.Join(',', member.Value.EnumerateArray().Select(item => item.GetString()));
                else if (member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                    members[member.Name] = member.Value.GetRawText();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            problems.Add($"{path} is not a JSON object: {exception.Message}");
        }

        return members;
    }

    /// <summary>Lines of <c>NAME=value</c>; quotes around a value, <c>export</c> before a name and comments are understood.</summary>
    private static Dictionary<string, string> ReadDotEnv(string path)
    {
        var lines = new Dictionary<string, string>();
        if (!File.Exists(path))
            return lines;
        foreach (var raw in File.ReadLines(path))
        {
            var line = raw.Trim();
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line[7..].TrimStart();
            var equals = line.IndexOf('=');
            if (equals <= 0 || line[0] == '#')
                continue;
            lines[line[..equals].TrimEnd()] = Unquote(line[(equals + 1)..].Trim());
        }

        return lines;
    }

    private static string Unquote(string value)
    {
        if (value.Length >= 2 && value[0] is '"' or '\'' && value.IndexOf(value[0], 1) is var end and > 0)
            return value[1..end];
        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return comment >= 0 ? value[..comment].TrimEnd() : value;
    }
}

using System.Text.Json.Nodes;

namespace Slipway.Platform.Configurations;

/// <summary>Which of a configuration's arguments are secrets, by their names, however deep they lie.</summary>
internal static class KwargSecrets
{
    public const string Mask = "********";

    private static readonly string[] Endings = ["apikey", "accesskey", "secretkey", "privatekey", "password", "passwd", "secret", "token", "authorization", "credential", "credentials", "cookie"];

    /// <summary>The arguments as they may be shown; the same text where nothing is secret.</summary>
    public static (JsonObject Shown, bool HasSecrets) Hide(JsonObject kwargs)
    {
        var copy = (JsonObject)kwargs.DeepClone();
        return (copy, Cover(copy));
    }

    private static bool Cover(JsonNode? node)
    {
        var found = false;
        if (node is JsonArray items)
        {
            foreach (var item in items)
                found |= Cover(item);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is not null && IsSecret(name))
                {
                    members[name] = Mask;
                    found = true;
                }
                else
                {
                    found |= Cover(value);
                }
            }
        }

        return found;
    }

    private static bool IsSecret(string name)
    {
        var plain = name.Replace("_", "").Replace("-", "");
        return Endings.Any(ending => plain.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }
}

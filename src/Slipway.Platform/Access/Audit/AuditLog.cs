using System.Text.Json.Nodes;
using Slipway.Platform.Common;

namespace Slipway.Platform.Access.Audit;

/// <inheritdoc/>
public sealed class AuditLog(IAuditStore store, TimeProvider time) : IAuditLog
{
    private const string Mask = "********";

    // Names that end so hold secrets; max_tokens and keys of maps don't.
    private static readonly string[] SecretEndings = ["api_key", "apikey", "password", "secret", "token", "authorization", "access_key", "private_key"];

    public Task RecordAsync(Caller caller, string action, string kind, string id, JsonNode? before = null, JsonNode? after = null)
    {
        AuditScope.Current?.Recorded = true;
        return store.AddAsync(new AuditRecord(
            Ids.New(time), caller.Project, time.Now(), caller.Id, caller.Name, action, kind, id, Masked(before), Masked(after)));
    }

    /// <summary>The caller's node is left as it is.</summary>
    private static string? Masked(JsonNode? node)
    {
        if (node is null)
            return null;
        var copy = node.DeepClone();
        Hide(copy);
        return copy.ToJsonString();
    }

    private static void Hide(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Hide(item);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray())
            {
                if (value is JsonObject variables && name == "environment_variables")
                    members[name] = new JsonObject(variables.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)Mask)));
                else if (value is not null && Array.Exists(SecretEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
                    members[name] = Mask;
                else
                    Hide(value);
            }
        }
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Protocol.Json;

namespace Slipway.Platform.Generation.Relays;

/// <summary>Fits a request to the back end that it goes to: what is left open is filled, and what would be dropped silently is refused.</summary>
internal static class RequestFit
{
    /// <summary>Why the back end cannot do what is asked, naming every parameter; null where it can.</summary>
    public static Failure? Refuses(IEnumerable<string> names, ReplicaEndpoint endpoint) =>
        endpoint.Profile is { Drops.Count: > 0 } profile && names.Where(profile.Drops.Contains).ToList() is { Count: > 0 } dropped
            ? Failure.Invalid([.. dropped.Select(name => new FieldError(name, $"is not a parameter of the back end at {endpoint.Address}"))])
            : null;

    /// <summary>The body with the endpoint's defaults, and with parameters under the names that it wants.</summary>
    public static ReadOnlyMemory<byte> Fill(ReadOnlyMemory<byte> body, RelayOperation operation, ReplicaEndpoint endpoint)
    {
        var renames = operation.IsChat && endpoint.Profile is { WantsMaxCompletionTokens: true };
        if (!operation.Streams || (endpoint.Defaults is null && !renames))
            return body;
        using var request = JsonDocument.Parse(body);
        var output = new ArrayBufferWriter<byte>(body.Length + 256);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var member in request.RootElement.EnumerateObject())
                Write(member.Name, member.Value);
            if (endpoint.Defaults is { } defaults)
            {
                foreach (var (name, value) in JsonNode.Parse(defaults)!.AsObject())
                {
                    var isSet = Has(name) || (name == "max_tokens" && Has("max_completion_tokens"));
                    if (!isSet)
                        Write(name, JsonSerializer.SerializeToElement(value, StringJson.Default.JsonNode));
                }
            }

            json.WriteEndObject();

            void Write(string name, JsonElement value)
            {
                json.WritePropertyName(renames && name == "max_tokens" ? "max_completion_tokens" : name);
                value.WriteTo(json);
            }
        }

        return output.WrittenMemory;

        bool Has(string name) => request.RootElement.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Access.Audit;

namespace Slipway.Server.Http;

/// <summary>
/// Sees to it that no change goes unrecorded: where an endpoint has answered a change without recording it in words of its own, the
/// route, the id and what was asked for are recorded, before the answer is sent.
/// </summary>
internal sealed partial class AuditTrail(IAuditLog audit, ILogger<AuditTrail> log)
{
    private const int LargestBody = 64 * 1024;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly string[] Names = ["id", "name", "model_id", "prompt_id", "dataset_id", "username", "model_name"];

    public void Watch(Call call, ContractRoute route)
    {
        var scope = AuditScope.Begin();
        call.BeforeSuccess = () => scope.Recorded ? Task.CompletedTask : RecordAsync(call, route);
    }

    private async Task RecordAsync(Call call, ContractRoute route)
    {
        var asked = Read(call.Body);
        var values = call.Http.Request.RouteValues.Values.OfType<string>().ToList();
        var id = values.Count > 0 ? string.Join('/', values)
            : Names.Select(name => asked?[name]).OfType<JsonValue>().Select(value => value.ToString()).FirstOrDefault() ?? "";
        var segments = route.Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(segment => segment[0] != '{' && segment != "v1").ToList();
        var action = route.Method switch { "DELETE" => "delete", "PUT" or "PATCH" => "update", _ => segments.Count > 1 ? segments[^1] : "create" };
        try
        {
            await audit.RecordAsync(call.Caller, action, segments[0].TrimEnd('s'), id, after: asked).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The change has been made; to answer that it failed would be wrong.
            LogUnrecorded(exception, route.Method, route.Pattern);
        }
    }

    /// <summary>What was asked for, where it can be kept as it is.</summary>
    private static JsonObject? Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length is 0 or > LargestBody)
            return null;
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: Strict) as JsonObject;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    [LoggerMessage(1003, LogLevel.Error, "{Method} {Pattern} has changed something without a record of it")]
    private partial void LogUnrecorded(Exception exception, string method, string pattern);
}

using System.Text.Json.Nodes;

namespace Slipway.Platform.Access.Audit;

/// <summary>Who changed what: every change of the platform's state leaves a record here, after it has been made.</summary>
public interface IAuditLog
{
    /// <param name="caller">Who.</param>
    /// <param name="action">What was done: <c>create</c>, <c>update</c>, <c>delete</c> …</param>
    /// <param name="kind">To what kind of thing: <c>deployment</c>, <c>key</c> …</param>
    /// <param name="id">To which one.</param>
    /// <param name="before">As it was; null where it was not. Secrets are masked by the log.</param>
    /// <param name="after">As it is; null where it is no more.</param>
    Task RecordAsync(Caller caller, string action, string kind, string id, JsonNode? before = null, JsonNode? after = null);
}

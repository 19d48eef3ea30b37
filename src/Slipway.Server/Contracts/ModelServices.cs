using System.Text.Json.Nodes;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;
using Slipway.Platform.Registry;
using Slipway.Platform.Registry.Intake;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts;

/// <summary>What the model endpoints of three contracts share.</summary>
public sealed record ModelServices
{
    public required ModelRegistry Registry { get; init; }
    public required ModelIntake Intake { get; init; }
    public required ModelFetcher Fetcher { get; init; }
    public required Uploads Uploads { get; init; }
    public required IBlobStore Blobs { get; init; }
    public required ModelRoots Roots { get; init; }

    /// <summary>Only what was evaluated here may go into production.</summary>
    public bool ProductionNeedsEvaluation { get; init; }

    /// <summary>The version that a name in a path means: a version's id, <c>name@version</c>, or the newest version of a name.</summary>
    internal async ValueTask<ModelVersion?> FindAsync(Call call, string name)
    {
        var project = call.Caller.Project;
        if (await Registry.FindAsync(project, name).ConfigureAwait(false) is { } byId)
            return byId;
        if (await Registry.FindAsync(project, name, null).ConfigureAwait(false) is { } newest)
            return newest;
        var at = name.LastIndexOf('@');
        return at > 0 ? await Registry.FindAsync(project, name[..at], name[(at + 1)..]).ConfigureAwait(false) : null;
    }

    internal static Task AuditAsync(IAuditLog audit, Call call, string action, ModelVersion version, JsonNode? before = null, JsonNode? after = null) =>
        audit.RecordAsync(call.Caller, action, "model", version.Id, before, after ?? new JsonObject { ["name"] = version.Name, ["version"] = version.Version });
}

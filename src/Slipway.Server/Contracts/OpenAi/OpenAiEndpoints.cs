using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Generation.Relays;
using Slipway.Platform.Routing;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.OpenAi;

/// <summary>What OpenAI's routes do: generation is passed through, models are listed.</summary>
internal sealed class OpenAiEndpoints(Relay relay, ModelCatalog catalog)
{
    /// <param name="call">The request.</param>
    /// <param name="operation">What it asks for.</param>
    /// <param name="deployment">The deployment that the address names, by id or name; null where the model's name decides.</param>
    public async Task<Failure?> RelayAsync(Call call, RelayOperation operation, string? deployment = null)
    {
        if (call.WrongMediaType() is { } wrong)
            return wrong;
        var body = await call.ReadBodyAsync().ConfigureAwait(false);
        if (RequestOutline.Read(body.Span, out var errors) is not { } outline)
            return Failure.Invalid(errors);
        return await relay.RunAsync(
            new RelayCall(operation, body, outline, call.Caller, call.Header("X-Session-Id"), new RelayCaller(call.Http))
            {
                DeploymentId = deployment,
                Version = outline.ModelVersion,
            }).ConfigureAwait(false);
    }

    /// <param name="call">The request.</param>
    /// <param name="deployment">Lists that one's name only.</param>
    public Task<Failure?> ModelsAsync(Call call, string? deployment = null) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list");
        json.WriteStartArray("data"u8);
        foreach (var model in catalog.Usable(deployment))
            WriteModel(json, model);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteModel(Utf8JsonWriter json, UsableModel model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, model.Id);
        json.WriteString("object"u8, "model");
        json.WriteNumber("created"u8, model.CreatedAt / Micros.PerSecond);
        json.WriteString("owned_by"u8, "slipway");
        json.WriteEndObject();
    }
}

using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Slipway.Engine.Endpoints;
using Slipway.Protocol.Control;
using Slipway.Protocol.Json;

namespace Slipway.Engine.Serving;

/// <summary>Which path is answered by what. Until the model is loaded, everything is 503.</summary>
internal sealed class EngineRoutes
{
    private static readonly FrozenDictionary<string, (string Method, Func<HttpContext, ServedModel, Task> Handler)> Routes =
        new Dictionary<string, (string, Func<HttpContext, ServedModel, Task>)>
        {
            ["/v1/completions"] = ("POST", Generating.CompleteAsync),
            ["/v1/chat/completions"] = ("POST", Generating.ChatAsync),
            ["/v1/embeddings"] = ("POST", Embedding.EmbedAsync),
            ["/v1/models"] = ("GET", Inspection.ModelsAsync),
            ["/v1/load_lora_adapter"] = ("POST", AdapterLoading.LoadAsync),
            ["/v1/unload_lora_adapter"] = ("POST", AdapterLoading.UnloadAsync),
            ["/tokenize"] = ("POST", Inspection.TokenizeAsync),
            ["/detokenize"] = ("POST", Inspection.DetokenizeAsync),
            ["/metrics"] = ("GET", Inspection.MetricsAsync),
            ["/control/capacity"] = ("GET", Inspection.CapacityAsync),
            ["/control/drain"] = ("POST", Inspection.DrainAsync),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private volatile ServedModel? _model;

    /// <summary>How far loading is, from 0 to 1.</summary>
    public double Progress { get; set; }

    public void Open(ServedModel model) => _model = model;

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path == "/health")
            return HealthAsync(context);
        if (!Routes.TryGetValue(path, out var route))
            return Replies.ErrorAsync(context, "not_found", $"there is no {path} here");
        if (context.Request.Method != route.Method)
        {
            context.Response.Headers.Allow = route.Method;
            return Replies.ErrorAsync(context, "method_not_allowed", $"{path} takes {route.Method}, not {context.Request.Method}");
        }
        return _model is { } model
            ? route.Handler(context, model)
            : Replies.UnavailableAsync(context, "the model is being loaded", 1);
    }

    private Task HealthAsync(HttpContext context)
    {
        var health = _model is not { } model ? new EngineHealth("loading", Progress)
            : model.Scheduler.IsDraining ? new EngineHealth("draining")
            : new EngineHealth("ok");
        return Replies.JsonAsync(context, health, WireJson.Default.EngineHealth, health.Status == "ok" ? 200 : 503);
    }
}

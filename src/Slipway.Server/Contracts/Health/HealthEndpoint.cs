using System.Globalization;
using Slipway.Contracts;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Routing;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Health;

/// <summary><c>GET /health</c>: always 200 while the process serves; <c>degraded</c> says that the default model cannot answer.</summary>
internal sealed class HealthEndpoint(Router router, ModelCatalog catalog, HealthFacts facts, TimeProvider time)
{
    public ContractRoute Route => new("GET", "/health", Http.Contracts.Plain, null, AnswerAsync);

    private Task<Failure?> AnswerAsync(Call call)
    {
        var loaded = router.Default?.Status.State == DeploymentState.Ready;
        var answer = new HealthAnswer
        {
            Status = loaded ? "healthy" : "degraded",
            Timestamp = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            RedisConnected = facts.RedisConnected(),
            ModelLoaded = loaded,
            Version = facts.Version,
            Backend = facts.Backend,
            Model = router.DefaultModel,
            AvailableModels = [.. catalog.Usable().Select(model => model.Id)],
        };
        return call.AnswerAsync(answer, ContractsJson.Wire.HealthAnswer);
    }
}

using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Generation;

/// <summary>LLM Inference System.</summary>
internal static class GenerationRoutes
{
    public static IEnumerable<ContractRoute> Of(GenerationEndpoints endpoints)
    {
        var contract = Http.Contracts.Generation;
        yield return new ContractRoute("POST", "/generate", contract, Role.Operator, endpoints.GenerateAsync);
        yield return new ContractRoute("GET", "/status/{id}", contract, Role.Viewer, endpoints.StatusAsync);
        yield return new ContractRoute("GET", "/result/{id}", contract, Role.Viewer, endpoints.ResultAsync);
        yield return new ContractRoute("GET", "/stream/{id}", contract, Role.Viewer, endpoints.StreamAsync) { KeyInQuery = true };
        yield return new ContractRoute("GET", "/tasks", contract, Role.Viewer, endpoints.ListAsync);
        yield return new ContractRoute("DELETE", "/tasks/{id}", contract, Role.Operator, endpoints.CancelAsync);
        yield return new ContractRoute("GET", "/queue", contract, Role.Viewer, endpoints.QueueAsync);
    }
}

using Slipway.Platform.Access;
using Slipway.Platform.Generation.Relays;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.OpenAi;

/// <summary>OpenAI's API.</summary>
internal static class OpenAiRoutes
{
    public static IEnumerable<ContractRoute> Of(OpenAiEndpoints endpoints)
    {
        var contract = Http.Contracts.OpenAi;
        yield return new ContractRoute("POST", "/v1/chat/completions", contract, Role.Operator, call => endpoints.RelayAsync(call, RelayOperation.Chat));
        yield return new ContractRoute("POST", "/v1/completions", contract, Role.Operator, call => endpoints.RelayAsync(call, RelayOperation.Completion));
        yield return new ContractRoute("POST", "/v1/embeddings", contract, Role.Operator, call => endpoints.RelayAsync(call, RelayOperation.Embedding));
    }
}

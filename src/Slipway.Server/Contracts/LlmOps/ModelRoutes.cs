using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.LlmOps;

/// <summary>LLMOps Manager's models.</summary>
internal static class ModelRoutes
{
    public static IEnumerable<ContractRoute> Of(ModelEndpoints models)
    {
        var contract = Http.Contracts.LlmOps;
        yield return new ContractRoute("GET", "/models", contract, Role.Viewer, models.ListAsync) { SelectedBy = Credential.ApiKey };
        yield return new ContractRoute("POST", "/models/register", contract, Role.Operator, models.RegisterAsync);
        yield return new ContractRoute("GET", "/models/{model_id}/versions", contract, Role.Viewer, models.VersionsAsync);
        yield return new ContractRoute("GET", "/models/{model_id}/versions/{version}", contract, Role.Viewer, models.VersionAsync);
        yield return new ContractRoute("PUT", "/models/{model_id}/aliases/{alias}", contract, Role.Operator, models.PointAsync);
        yield return new ContractRoute("DELETE", "/models/{model_id}/aliases/{alias}", contract, Role.Operator, models.RemoveAliasAsync);
    }
}

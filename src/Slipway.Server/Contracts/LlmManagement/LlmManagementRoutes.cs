using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.LlmManagement;

/// <summary>LLM Management System. A slash at the end of a path makes no difference.</summary>
internal static class LlmManagementRoutes
{
    public static IEnumerable<ContractRoute> Of(LlmManagementEndpoints endpoints)
    {
        yield return Route("POST", "/llm/configure_model", Role.Operator, endpoints.ConfigureAsync);
        yield return Route("POST", "/llm/load_model/{config_id}", Role.Operator, endpoints.LoadAsync);
        // Names of models may have slashes.
        yield return Route("POST", "/llm/unload_model/{**model_id}", Role.Operator, endpoints.UnloadAsync);
        yield return Route("POST", "/llm/inference", Role.Operator, endpoints.InferAsync);
        yield return Route("GET", "/llm/configurations", Role.Viewer, endpoints.ListAsync);
        yield return Route("GET", "/llm/configuration/{config_id}", Role.Viewer, endpoints.FindAsync);
        yield return Route("DELETE", "/llm/configuration/{config_id}", Role.Operator, endpoints.DeleteAsync);
        yield return Route("GET", "/llm/loaded_models", Role.Viewer, endpoints.LoadedAsync);

        static ContractRoute Route(string method, string pattern, Role role, Handler handler) =>
            new(method, pattern, Http.Contracts.LlmManagement, role, handler) { LoopbackOperator = true };
    }
}

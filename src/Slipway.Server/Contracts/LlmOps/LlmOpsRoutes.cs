using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.LlmOps;

/// <summary>LLMOps Manager.</summary>
internal static class LlmOpsRoutes
{
    public static IEnumerable<ContractRoute> Of(PromptEndpoints prompts)
    {
        var contract = Http.Contracts.LlmOps;
        yield return new ContractRoute("POST", "/prompts/register", contract, Role.Operator, prompts.RegisterAsync);
        yield return new ContractRoute("GET", "/prompts", contract, Role.Viewer, prompts.ListAsync);
        yield return new ContractRoute("GET", "/prompts/{prompt_id}", contract, Role.Viewer, prompts.FindAsync);
        yield return new ContractRoute("GET", "/prompts/{prompt_id}/versions", contract, Role.Viewer, prompts.VersionsAsync);
        yield return new ContractRoute("GET", "/prompts/{prompt_id}/diff", contract, Role.Viewer, prompts.CompareAsync);
        yield return new ContractRoute("PUT", "/prompts/{prompt_id}/aliases/{alias}", contract, Role.Operator, prompts.PointAsync);
        yield return new ContractRoute("DELETE", "/prompts/{prompt_id}/aliases/{alias}", contract, Role.Operator, prompts.RemoveAliasAsync);
    }
}

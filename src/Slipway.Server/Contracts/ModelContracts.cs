using Slipway.Server.Http;

namespace Slipway.Server.Contracts;

/// <summary>Models in the words of three contracts.</summary>
internal static class ModelContracts
{
    public static IEnumerable<ContractRoute> RoutesOf(ServerParts parts)
    {
        var uploads = new AiDeploy.ModelEndpoints(parts.Models, parts.Audit);
        return
        [
            .. LlmOps.ModelRoutes.Of(new LlmOps.ModelEndpoints(parts.Models, parts.Audit)),
            .. AiDeploy.ModelRoutes.Of(uploads, new AiDeploy.UploadEndpoints(parts.Models, uploads)),
            new LlmOps.InferenceEndpoint(parts.Direct, parts.Prompts, parts.GenerationDefaults).Route,
            new MlInfrastructure.InferenceEndpoint(parts.Direct, parts.GenerationDefaults).Route,
            .. MlInfrastructure.ModelRoutes.Of(new MlInfrastructure.ModelEndpoints(parts.Models, parts.Catalog, parts.Audit)),
        ];
    }
}

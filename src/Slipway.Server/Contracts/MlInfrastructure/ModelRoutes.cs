using Slipway.Platform.Access;
using Slipway.Server.Http;
using Slipway.Server.Limits;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>ML Infrastructure's models; the reading of models, where OpenAI's API has the same paths, belongs to its section on inference.</summary>
internal static class ModelRoutes
{
    public static IEnumerable<ContractRoute> Of(ModelEndpoints models)
    {
        var contract = Http.Contracts.MlInfrastructure;
        ContractRoute Route(string method, string path, Role needs, Handler handler, LimitGroup group) =>
            new(method, "/v1/models" + path, contract, needs, handler) { Group = group };
        yield return Route("GET", "", Role.Viewer, models.ListAsync, LimitGroup.Inference);
        yield return Route("GET", "/{model_id}", Role.Viewer, models.FindAsync, LimitGroup.Inference);
        yield return Route("POST", "/register", Role.Operator, models.RegisterAsync, LimitGroup.Models);
        yield return Route("POST", "/{model_id}/stage", Role.Operator, models.StageAsync, LimitGroup.Models);
        yield return Route("GET", "/{model_id}/stages", Role.Viewer, models.HistoryAsync, LimitGroup.Models);
        yield return Route("GET", "/{model_id}/versions", Role.Viewer, models.VersionsAsync, LimitGroup.Models);
        yield return Route("DELETE", "/{model_id}", Role.Operator, models.DeleteAsync, LimitGroup.Models);
    }
}

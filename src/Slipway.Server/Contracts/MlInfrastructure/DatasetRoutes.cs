using Slipway.Platform.Access;
using Slipway.Server.Http;
using Slipway.Server.Limits;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>ML Infrastructure's section on data. The upload address is signed, so it needs no credential and isn't counted.</summary>
internal static class DatasetRoutes
{
    public static IEnumerable<ContractRoute> Of(DatasetEndpoints datasets)
    {
        var contract = Http.Contracts.MlInfrastructure;
        ContractRoute Route(string method, string path, Role needs, Handler handler) =>
            new(method, "/v1/datasets" + path, contract, needs, handler) { Group = LimitGroup.Data };
        yield return Route("POST", "/upload", Role.Operator, datasets.AnnounceAsync);
        yield return new ContractRoute("PUT", "/v1/datasets/upload/{ticket}", contract, null, datasets.UploadAsync) { Group = LimitGroup.None };
        yield return Route("GET", "", Role.Viewer, datasets.ListAsync);
        yield return Route("GET", "/{dataset_id}", Role.Viewer, datasets.FindAsync);
        yield return Route("GET", "/{dataset_id}/preview", Role.Viewer, datasets.PreviewAsync);
        yield return Route("DELETE", "/{dataset_id}", Role.Operator, datasets.DeleteAsync);
    }
}

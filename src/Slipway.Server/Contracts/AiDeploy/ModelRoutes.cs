using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy;

/// <summary>AI Deploy Platform's models, and uploads in pieces.</summary>
internal static class ModelRoutes
{
    public static IEnumerable<ContractRoute> Of(ModelEndpoints models, UploadEndpoints uploads)
    {
        var contract = Http.Contracts.AiDeploy;
        yield return new ContractRoute("GET", "/models", contract, Role.Viewer, models.ListAsync) { SelectedBy = Credential.Bearer };
        yield return new ContractRoute("POST", "/models", contract, Role.Operator, models.UploadAsync);
        yield return new ContractRoute("GET", "/models/{model_id}", contract, Role.Viewer, models.FindAsync);
        yield return new ContractRoute("DELETE", "/models/{model_id}", contract, Role.Operator, models.DeleteAsync);
        yield return new ContractRoute("POST", "/models/uploads", contract, Role.Operator, uploads.BeginAsync);
        yield return new ContractRoute("GET", "/models/uploads/{upload_id}", contract, Role.Operator, uploads.FindAsync);
        yield return new ContractRoute("PATCH", "/models/uploads/{upload_id}", contract, Role.Operator, uploads.AppendAsync);
        yield return new ContractRoute("DELETE", "/models/uploads/{upload_id}", contract, Role.Operator, uploads.CancelAsync);
        yield return new ContractRoute("POST", "/models/uploads/{upload_id}/complete", contract, Role.Operator, uploads.CompleteAsync);
    }
}

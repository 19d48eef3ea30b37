using Slipway.Platform.Access;
using Slipway.Platform.Generation.Relays;
using Slipway.Server.Contracts.OpenAi;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>Deployments, in the words of the two contracts that have them, and OpenAI's API at each one's own address.</summary>
internal static class DeploymentRoutes
{
    private const string One = "/deployments/{deployment_id}";

    public static IEnumerable<ContractRoute> Of(DeploymentParts parts, OpenAiEndpoints openAi)
    {
        var (ops, deploy) = (new LlmOpsDeployments(parts), new AiDeployDeployments(parts));
        var (history, metrics) = (new DeploymentHistory(parts), new DeploymentMetrics(parts));
        var (llmOps, aiDeploy, plain) = (Http.Contracts.LlmOps, Http.Contracts.AiDeploy, Http.Contracts.Plain);
        yield return new ContractRoute("POST", "/models/deploy", llmOps, Role.Operator, ops.DeployAsync);
        yield return new ContractRoute("GET", One, llmOps, Role.Viewer, ops.FindAsync) { SelectedBy = Credential.ApiKey };
        yield return new ContractRoute("PUT", One, llmOps, Role.Operator, ops.UpdateAsync) { SelectedBy = Credential.ApiKey };
        yield return new ContractRoute("DELETE", One, llmOps, Role.Operator, ops.DeleteAsync) { SelectedBy = Credential.ApiKey };
        yield return new ContractRoute("GET", One + "/metrics", llmOps, Role.Viewer, metrics.AnswerAsync);
        yield return new ContractRoute("PUT", One + "/scaling", llmOps, Role.Operator, ops.ScaleAsync);

        yield return new ContractRoute("GET", "/deployments", aiDeploy, Role.Viewer, deploy.ListAsync);
        yield return new ContractRoute("POST", "/deployments", aiDeploy, Role.Operator, deploy.CreateAsync);
        yield return new ContractRoute("GET", One, aiDeploy, Role.Viewer, deploy.FindAsync) { SelectedBy = Credential.Bearer };
        yield return new ContractRoute("PUT", One, aiDeploy, Role.Operator, deploy.UpdateAsync) { SelectedBy = Credential.Bearer };
        yield return new ContractRoute("DELETE", One, aiDeploy, Role.Operator, deploy.DeleteAsync) { SelectedBy = Credential.Bearer };
        yield return new ContractRoute("POST", One + "/hibernate", aiDeploy, Role.Operator, deploy.HibernateAsync);
        yield return new ContractRoute("POST", One + "/activate", aiDeploy, Role.Operator, deploy.ActivateAsync);

        yield return new ContractRoute("POST", One + "/rollback", plain, Role.Operator, ops.RollBackAsync);
        yield return new ContractRoute("GET", One + "/events", plain, Role.Viewer, history.EventsAsync);
        yield return new ContractRoute("GET", One + "/logs", plain, Role.Viewer, history.LogsAsync);

        foreach (var operation in new[] { RelayOperation.Chat, RelayOperation.Completion, RelayOperation.Embedding })
        {
            yield return new ContractRoute("POST", $"{One}/{operation.Path}", Http.Contracts.OpenAi, Role.Operator,
                call => openAi.RelayAsync(call, operation, call.RouteValue("deployment_id")));
        }

        yield return new ContractRoute("GET", One + "/v1/models", Http.Contracts.OpenAi, Role.Viewer, call => openAi.ModelsAsync(call, call.RouteValue("deployment_id")));
    }
}

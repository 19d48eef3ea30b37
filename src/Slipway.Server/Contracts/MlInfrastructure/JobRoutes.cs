using Slipway.Platform.Access;
using Slipway.Server.Http;
using Slipway.Server.Limits;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>ML Infrastructure's section on training, and evaluations beside it.</summary>
internal static class JobRoutes
{
    public static IEnumerable<ContractRoute> Of(TrainingEndpoints training, EvaluationEndpoints evaluations)
    {
        var contract = Http.Contracts.MlInfrastructure;
        ContractRoute Route(string method, string path, Role needs, Handler handler) =>
            new(method, "/v1/" + path, contract, needs, handler) { Group = LimitGroup.Training };
        yield return Route("POST", "training/jobs", Role.Operator, training.StartAsync);
        yield return Route("GET", "training/jobs", Role.Viewer, training.ListAsync);
        yield return Route("GET", "training/jobs/{job_id}", Role.Viewer, training.FindAsync);
        yield return Route("POST", "training/jobs/{job_id}/cancel", Role.Operator, training.CancelAsync);
        yield return Route("GET", "training/jobs/{job_id}/metrics", Role.Viewer, training.MetricsAsync);
        yield return Route("GET", "training/jobs/{job_id}/report", Role.Viewer, training.ReportAsync);
        yield return Route("POST", "evaluations", Role.Operator, evaluations.StartAsync);
        yield return Route("GET", "evaluations", Role.Viewer, evaluations.ListAsync);
        yield return Route("GET", "evaluations/{evaluation_id}", Role.Viewer, evaluations.FindAsync);
        yield return Route("GET", "evaluations/{evaluation_id}/results", Role.Viewer, evaluations.ResultsAsync);
        yield return Route("POST", "evaluations/{evaluation_id}/cancel", Role.Operator, evaluations.CancelAsync);
    }
}

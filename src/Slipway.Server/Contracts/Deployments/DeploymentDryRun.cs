using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Deployments;

/// <summary><c>?dry_run=true</c>: what would happen, without its happening.</summary>
internal static class DeploymentDryRun
{
    public static async Task<Failure?> AnswerAsync(Call call, DeploymentService service, DeploymentRequest request)
    {
        var planned = await service.PlanAsync(call.Caller, request).ConfigureAwait(false);
        if (!planned.Succeeded)
            return planned.Failure;
        var plan = planned.Value;
        var replicas = request.InstanceCount ?? request.Least ?? plan.Existing?.Rollout!.Replicas ?? 1;
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("dry_run"u8, true);
            json.WriteString("action"u8, plan.Existing is { } existing
                ? existing.Rollout!.Stable.Id == plan.Version.Id ? "update"u8 : "rollout"u8 : "create"u8);
            json.WriteString("deployment_id"u8, plan.Existing?.Id);
            json.WriteString("name"u8, plan.Existing?.Name ?? request.Name ?? plan.Version.ModelName);
            json.WriteString("model_id"u8, plan.Version.ModelName);
            json.WriteString("model_version"u8, plan.Version.Version);
            json.WriteNumber("replicas"u8, replicas);
            json.WriteNumber("memory_bytes_per_replica"u8, plan.Needs.Own);
            json.WriteNumber("memory_bytes_shared"u8, plan.Needs.Weights);
            json.WriteNumber("memory_bytes_free"u8, Math.Max(0, plan.Capacity - plan.Booked));
            json.WriteNumber("memory_bytes_capacity"u8, plan.Capacity);
            json.WriteBoolean("fits_now"u8, plan.Needs.Weights + replicas * plan.Needs.Own <= plan.Capacity - plan.Booked);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }
}

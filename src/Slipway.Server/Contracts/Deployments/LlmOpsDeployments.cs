using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>LLMOps Manager's view of deployments.</summary>
internal sealed class LlmOpsDeployments(DeploymentParts parts)
{
    private const string Mask = "********";

    private readonly ProviderStatus _provider = new(parts);

    public async Task<Failure?> DeployAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var request = DeploymentFields.Instances(fields, new DeploymentRequest
        {
            ModelId = fields.RequiredName("model_id"),
            ModelVersion = fields.RequiredName("model_version"),
        });
        if (fields.Failure is { } invalid)
            return invalid;
        if (call.Query("dry_run") == "true")
            return await DeploymentDryRun.AnswerAsync(call, parts.Service, request).ConfigureAwait(false);
        var deployed = await parts.Service.DeployAsync(call.Caller, request).ConfigureAwait(false);
        if (!deployed.Succeeded)
            return deployed.Failure;
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("deployment_id"u8, deployed.Value.Id);
            json.WriteString("model_id"u8, deployed.Value.Spec!.ModelName);
            json.WriteString("model_version"u8, deployed.Value.Rollout!.Asked.Version);
            json.WriteString("status"u8, "deploying"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> FindAsync(Call call)
    {
        var found = parts.Service.Find(call.Caller, call.RouteValue("deployment_id"));
        return found.Succeeded ? await call.AnswerAsync(json => Write(json, found.Value, call)).ConfigureAwait(false) : found.Failure;
    }

    public async Task<Failure?> UpdateAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var request = DeploymentFields.Policies(fields, DeploymentFields.Instances(fields, new DeploymentRequest()));
        if (fields.Failure is { } invalid)
            return invalid;
        var changed = await parts.Service.UpdateAsync(call.Caller, call.RouteValue("deployment_id"), request).ConfigureAwait(false);
        return changed.Succeeded ? await AnswerAsync(call, changed.Value.Id, "updating").ConfigureAwait(false) : changed.Failure;
    }

    public async Task<Failure?> DeleteAsync(Call call)
    {
        var id = call.RouteValue("deployment_id");
        return await parts.Service.DeleteAsync(call.Caller, id).ConfigureAwait(false) is { } failure
            ? failure : await AnswerAsync(call, id, "deleted").ConfigureAwait(false);
    }

    public async Task<Failure?> ScaleAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var request = DeploymentFields.Scaling(fields);
        if (fields.Failure is { } invalid)
            return invalid;
        var changed = await parts.Service.UpdateAsync(call.Caller, call.RouteValue("deployment_id"), request).ConfigureAwait(false);
        return changed.Succeeded ? await AnswerAsync(call, changed.Value.Id, "policy_updated").ConfigureAwait(false) : changed.Failure;
    }

    /// <summary>Ends the canary, or returns to the version before.</summary>
    public async Task<Failure?> RollBackAsync(Call call)
    {
        var rolled = await parts.Service.RollBackAsync(call.Caller, call.RouteValue("deployment_id")).ConfigureAwait(false);
        return rolled.Succeeded ? await AnswerAsync(call, rolled.Value.Id, DeploymentWords.LlmOps(rolled.Value.Rollout!.Phase)).ConfigureAwait(false) : rolled.Failure;
    }

    private static Task<Failure?> AnswerAsync(Call call, string id, string status) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("deployment_id"u8, id);
        json.WriteString("status"u8, status);
        json.WriteEndObject();
    });

    private void Write(Utf8JsonWriter json, Deployment deployment, Call call)
    {
        var (rollout, spec) = (deployment.Rollout!, deployment.Spec!);
        json.WriteStartObject();
        json.WriteString("deployment_id"u8, deployment.Id);
        json.WriteString("name"u8, deployment.Name);
        json.WriteString("model_id"u8, spec.ModelName);
        json.WriteString("model_version"u8, rollout.Asked.Version);
        json.WriteString("stable_version"u8, rollout.Stable.Version);
        json.WriteString("status"u8, DeploymentWords.LlmOps(rollout.Phase));
        json.WriteString("current_stage"u8, rollout.CurrentStage?.Name ?? "");
        json.WriteNumber("canary_percentage"u8, rollout.Canary is not null ? rollout.Target : rollout.Asked.Id == rollout.Stable.Id ? 100 : 0);
        json.WriteStartArray("stages"u8);
        foreach (var stage in rollout.Stages)
            Write(json, stage);
        json.WriteEndArray();
        _provider.Write(json, deployment);
        json.WriteString("reason"u8, rollout.Reason.Length > 0 ? rollout.Reason : null);
        json.WriteString("endpoint"u8, AiDeployDeployments.Endpoint(deployment, call));
        json.WriteString("instance_type"u8, spec.InstanceType);
        json.WriteNumber("instance_count"u8, rollout.Replicas);
        json.WriteBoolean("auto_scaling"u8, spec.Scaling.Automatic);
        json.WriteStartObject("environment_variables"u8);
        foreach (var name in (rollout.Canary ?? rollout.Stable).Environment?.Keys ?? [])
            json.WriteString(name, Mask);
        json.WriteEndObject();
        DeploymentTimes.Write(json, "created_at", deployment.CreatedAt);
        DeploymentTimes.Write(json, "updated_at", deployment.UpdatedAt);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Stage stage)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, stage.Name);
        json.WriteString("status"u8, DeploymentWords.Of(stage.Status));
        DeploymentTimes.Write(json, "start_time", stage.StartedAt);
        DeploymentTimes.Write(json, "end_time", stage.EndedAt);
        if (stage.Reason is { } reason)
            json.WriteString("reason"u8, reason);
        if (stage.Figures is { } figures)
        {
            json.WriteStartArray("figures"u8);
            foreach (var figure in figures)
            {
                json.WriteStartObject();
                json.WriteString("metric"u8, figure.Metric);
                Number("canary", figure.Canary);
                Number("stable", figure.Stable);
                Number("difference", figure.Difference);
                Number("low", figure.Low);
                Number("high", figure.High);
                Number("margin", figure.Margin);
                json.WriteString("verdict"u8, figure.Verdict.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();

        void Number(string name, double value)
        {
            // A bound without enough requests is none.
            if (double.IsFinite(value))
                json.WriteNumber(name, Math.Round(value, 3));
            else
                json.WriteNull(name);
        }
    }
}

using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>AI Deploy Platform's view of deployments.</summary>
internal sealed class AiDeployDeployments(DeploymentParts parts)
{
    /// <summary>What the document's example has is what a request that says nothing gets.</summary>
    private static readonly DeploymentRequest Standard = new()
    {
        Cpu = "1",
        Memory = "2Gi",
        Gpu = "null",
        Timeout = 30,
        Least = 1,
        Most = 5,
        TargetCpu = 70,
        UseSpotInstances = true,
        HibernationEnabled = true,
        HibernationIdleTimeout = 1800,
        MultiCloudEnabled = true,
        Metadata = "{}",
    };

    private readonly ProviderStatus _provider = new(parts);

    /// <summary>What an OpenAI client takes as its base address; null before the first version answers.</summary>
    public static string? Endpoint(Deployment deployment, Call call) =>
        deployment.Rollout!.WasLive ? $"{call.PublicUrl}/deployments/{deployment.Id}/v1" : null;

    public Task<Failure?> ListAsync(Call call) => call.AnswerAsync(json =>
    {
        json.WriteStartArray();
        foreach (var deployment in parts.Service.List(call.Caller))
            Write(json, deployment, call);
        json.WriteEndArray();
    });

    public async Task<Failure?> CreateAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var asked = DeploymentFields.Policies(fields, DeploymentFields.Instances(fields, new DeploymentRequest
        {
            Name = fields.RequiredName("name"),
            ModelId = fields.RequiredName("model_id"),
            ModelType = OneOf(fields, "model_type", fields.Text("model_type"), "original", "optimized"),
            DeploymentType = OneOf(fields, "deployment_type", fields.RequiredText("deployment_type"), "serverless", "kubernetes"),
        }));
        if (fields.Failure is { } invalid)
            return invalid;
        var request = asked with
        {
            Cpu = asked.Cpu ?? Standard.Cpu,
            Memory = asked.Memory ?? Standard.Memory,
            Gpu = asked.Gpu ?? Standard.Gpu,
            Timeout = asked.Timeout ?? Standard.Timeout,
            Least = asked.Least ?? Math.Min(Standard.Least!.Value, asked.Most ?? int.MaxValue),
            Most = asked.Most ?? Math.Max(Standard.Most!.Value, asked.Least ?? 0),
            TargetCpu = asked.TargetCpu ?? Standard.TargetCpu,
            UseSpotInstances = asked.UseSpotInstances ?? Standard.UseSpotInstances,
            HibernationEnabled = asked.HibernationEnabled ?? Standard.HibernationEnabled,
            HibernationIdleTimeout = asked.HibernationIdleTimeout ?? Standard.HibernationIdleTimeout,
            MultiCloudEnabled = asked.MultiCloudEnabled ?? Standard.MultiCloudEnabled,
        };
        if (call.Query("dry_run") == "true")
            return await DeploymentDryRun.AnswerAsync(call, parts.Service, request).ConfigureAwait(false);
        var created = await parts.Service.DeployAsync(call.Caller, request).ConfigureAwait(false);
        return created.Succeeded ? await call.AnswerAsync(json => Write(json, created.Value, call)).ConfigureAwait(false) : created.Failure;
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
        return changed.Succeeded ? await call.AnswerAsync(json => Write(json, changed.Value, call)).ConfigureAwait(false) : changed.Failure;
    }

    public async Task<Failure?> DeleteAsync(Call call)
    {
        var id = call.RouteValue("deployment_id");
        return await parts.Service.DeleteAsync(call.Caller, id).ConfigureAwait(false) is { } failure
            ? failure : await TellAsync(call, $"Deployment {id} deleted successfully").ConfigureAwait(false);
    }

    public async Task<Failure?> HibernateAsync(Call call)
    {
        var id = call.RouteValue("deployment_id");
        var done = await parts.Service.HibernateAsync(call.Caller, id, call.Gone).ConfigureAwait(false);
        return done.Succeeded ? await TellAsync(call, $"Deployment {id} hibernated successfully").ConfigureAwait(false) : done.Failure;
    }

    public async Task<Failure?> ActivateAsync(Call call)
    {
        var id = call.RouteValue("deployment_id");
        var done = await parts.Service.ActivateAsync(call.Caller, id, call.Gone).ConfigureAwait(false);
        return done.Succeeded ? await TellAsync(call, $"Deployment {id} activated successfully").ConfigureAwait(false) : done.Failure;
    }

    private static Task<Failure?> TellAsync(Call call, string message) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    });

    private static string? OneOf(Fields fields, string name, string? text, string first, string second)
    {
        if (text is { Length: > 0 } && text != first && text != second)
            fields.Wrong(name, $"must be {first} or {second}");
        return text;
    }

    private void Write(Utf8JsonWriter json, Deployment deployment, Call call)
    {
        var spec = deployment.Spec!;
        json.WriteStartObject();
        json.WriteString("id"u8, deployment.Id);
        json.WriteString("name"u8, deployment.Name);
        json.WriteString("model_id"u8, spec.ModelId);
        json.WriteString("model_type"u8, spec.ModelType);
        json.WriteString("deployment_type"u8, spec.DeploymentType);
        json.WriteString("status"u8, DeploymentWords.AiDeploy(deployment.Rollout!.Phase));
        json.WriteString("endpoint"u8, Endpoint(deployment, call));
        json.WriteStartObject("resource_requirements"u8);
        json.WriteString("cpu"u8, spec.Resources.Cpu);
        json.WriteString("memory"u8, spec.Resources.Memory);
        json.WritePropertyName("gpu"u8);
        json.WriteRawValue(spec.Resources.Gpu);
        if (spec.Resources.Timeout is { } timeout)
            json.WriteNumber("timeout"u8, timeout);
        else
            json.WriteNull("timeout"u8);
        json.WriteEndObject();
        json.WriteStartObject("scaling_policy"u8);
        json.WriteNumber("min_instances"u8, spec.Scaling.Least);
        json.WriteNumber("max_instances"u8, spec.Scaling.Most);
        if (spec.Scaling.TargetCpu is { } target)
            json.WriteNumber("target_cpu_utilization"u8, target);
        else
            json.WriteNull("target_cpu_utilization"u8);
        json.WriteEndObject();
        json.WriteStartObject("cost_optimization_policy"u8);
        json.WriteBoolean("use_spot_instances"u8, spec.Cost.UseSpotInstances);
        json.WriteBoolean("hibernation_enabled"u8, spec.Cost.HibernationEnabled);
        json.WriteNumber("hibernation_idle_timeout"u8, spec.Cost.HibernationIdleTimeout);
        json.WriteBoolean("multi_cloud_enabled"u8, spec.Cost.MultiCloudEnabled);
        json.WriteEndObject();
        DeploymentTimes.Write(json, "created_at", deployment.CreatedAt);
        DeploymentTimes.Write(json, "updated_at", deployment.UpdatedAt);
        json.WritePropertyName("metadata"u8);
        json.WriteRawValue(spec.Metadata);
        _provider.Write(json, deployment);
        json.WriteString("reason"u8, deployment.Rollout.Reason.Length > 0 ? deployment.Rollout.Reason : null);
        json.WriteEndObject();
    }
}

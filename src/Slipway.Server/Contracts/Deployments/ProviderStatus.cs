using System.Text.Json;
using Slipway.Platform.Deployments;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>What runs a deployment, and how far it has come with it.</summary>
internal sealed class ProviderStatus(DeploymentParts parts)
{
    public void Write(Utf8JsonWriter json, Deployment deployment)
    {
        var (rollout, spec) = (deployment.Rollout!, deployment.Spec!);
        var tracks = parts.Controller.TracksOf(deployment.Id);
        var replicas = parts.Usage.Of(deployment.Id);
        var ready = tracks.Sum(track => track.Ready + track.Stale);
        var pending = tracks.FirstOrDefault(track => track.Pending is not null)?.Pending;
        json.WriteStartObject("provider_status"u8);
        json.WriteString("status"u8, pending is not null ? "pending"
            : rollout.Phase is RolloutPhase.Failed ? "failed"
            : rollout.Phase is RolloutPhase.Hibernated or RolloutPhase.Hibernating || rollout.Replicas == 0 ? "stopped"
            : ready > 0 ? "running" : "starting");
        json.WriteString("provider"u8, deployment.Source.Path is null ? "remote" : "process");
        var notes = new List<string>();
        if (spec.DeploymentType == "kubernetes" && deployment.Source.Path is not null)
            notes.Add("no Kubernetes cluster is configured, so the replicas are processes on this machine");
        if (pending is not null)
            notes.Add(pending);
        if (rollout.Reason.Length > 0)
            notes.Add(rollout.Reason);
        if (tracks.FirstOrDefault(track => track.Losses > 0)?.Problem is { Length: > 0 } problem && problem != rollout.Reason)
            notes.Add(problem);
        json.WriteString("message"u8, string.Join("; ", notes));
        json.WriteNumber("replicas_wanted"u8, tracks.Sum(track => track.Wanted));
        json.WriteNumber("replicas_ready"u8, ready);
        json.WriteStartArray("replicas"u8);
        foreach (var replica in replicas)
            Write(json, replica);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MeasuredReplica replica)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, replica.Id);
        json.WriteString("version_id"u8, replica.Version);
        json.WriteNumber("cpu_cores"u8, replica.Cores);
        Number("cpu_cores_used", replica.CoresUsed);
        Number("memory_bytes", replica.Bytes);
        Number("memory_limit_bytes", replica.MemoryLimit);
        json.WriteString("memory_limited_by"u8, replica.LimitedBy.Length > 0 ? replica.LimitedBy : null);
        json.WriteEndObject();

        void Number(string name, double? value)
        {
            if (value is { } number)
                json.WriteNumber(name, number);
            else
                json.WriteNull(name);
        }
    }
}

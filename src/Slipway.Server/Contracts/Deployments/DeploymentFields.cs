using System.Text.Json;
using Slipway.Platform.Deployments;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>Reads both contracts' fields into one wish; whatever is wrong is named, each with its place.</summary>
internal static class DeploymentFields
{
    private const int MostReplicas = 1000;
    private const int MostSeconds = 86400 * 365;

    /// <summary>LLMOps Manager's fields beside the model's.</summary>
    public static DeploymentRequest Instances(Fields fields, DeploymentRequest request) => request with
    {
        CanaryPercentage = fields.Number("canary_percentage", 0, 100),
        InstanceType = fields.Name("instance_type"),
        InstanceCount = fields.Integer("instance_count", 1, MostReplicas),
        AutoScaling = fields.Flag("auto_scaling"),
        Environment = Environment(fields),
        Mirror = fields.Flag("mirror"),
    };

    /// <summary>AI Deploy Platform's nested objects.</summary>
    public static DeploymentRequest Policies(Fields fields, DeploymentRequest request)
    {
        if (fields.Nested("resource_requirements") is { } resources)
        {
            request = request with
            {
                Cpu = Quantity(resources, "cpu", "a number of cores such as \"2\", \"0.5\" or \"500m\"", text => Platform.Deployments.Quantity.Cores(text) is not null),
                Memory = Quantity(resources, "memory", "an amount such as \"2Gi\" or \"512Mi\"", text => Platform.Deployments.Quantity.Bytes(text) is not null),
                Gpu = Gpu(resources),
                Timeout = resources.Integer("timeout", 1, 86400),
            };
        }

        if (fields.Nested("scaling_policy") is { } scaling)
        {
            request = request with
            {
                Least = scaling.Integer("min_instances", 0, MostReplicas),
                Most = scaling.Integer("max_instances", 1, MostReplicas),
                TargetCpu = scaling.Number("target_cpu_utilization", 1, 100),
            };
            Ordered(scaling, request, "min_instances", "max_instances");
        }

        if (fields.Nested("cost_optimization_policy") is { } cost)
        {
            request = request with
            {
                UseSpotInstances = cost.Flag("use_spot_instances"),
                HibernationEnabled = cost.Flag("hibernation_enabled"),
                HibernationIdleTimeout = cost.Integer("hibernation_idle_timeout", 1, MostSeconds),
                MultiCloudEnabled = cost.Flag("multi_cloud_enabled"),
            };
        }

        return request with { Metadata = fields.Object("metadata")?.GetRawText() };
    }

    /// <summary>LLMOps Manager's policy.</summary>
    public static DeploymentRequest Scaling(Fields fields)
    {
        var request = new DeploymentRequest
        {
            Least = fields.Integer("min_replicas", 0, MostReplicas),
            Most = fields.Integer("max_replicas", 1, MostReplicas),
            TargetGpu = fields.Number("target_gpu_utilization", 1, 100),
            TargetCpu = fields.Number("target_cpu_utilization", 1, 100),
            QueuePerReplica = fields.Integer("max_queue_length", 1, 1_000_000),
        };
        Ordered(fields, request, "min_replicas", "max_replicas");
        return request;
    }

    private static void Ordered(Fields fields, DeploymentRequest request, string least, string most)
    {
        if (request.Least > request.Most)
            fields.Wrong(least, $"must be at most {most}");
    }

    private static string? Quantity(Fields fields, string name, string what, Predicate<string> fits)
    {
        // A number is as clear as its text.
        var text = fields.Any(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : fields.Text(name, 64);
        if (text is not null && !fits(text))
            fields.Wrong(name, $"must be {what}");
        return text;
    }

    private static string? Gpu(Fields fields)
    {
        if (fields.Any("gpu") is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Number or JsonValueKind.String)
            return value.GetRawText();
        fields.Wrong("gpu", "must be a number, a string or null");
        return null;
    }

    private static Dictionary<string, string>? Environment(Fields fields)
    {
        const string name = "environment_variables";
        if (fields.Object(name) is not { } given)
            return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in given.EnumerateObject())
        {
            if (EngineEnvironment.Problem(member.Name) is { } problem)
                fields.Wrong(name, problem);
            else if (member.Value.ValueKind is not JsonValueKind.String || member.Value.GetString() is not { Length: <= 32768 } value || value.Contains('\0'))
                fields.Wrong($"{name}.{member.Name}", "must be a string of at most 32768 characters, none of them NUL");
            else
                values[member.Name] = value;
        }

        return values;
    }
}

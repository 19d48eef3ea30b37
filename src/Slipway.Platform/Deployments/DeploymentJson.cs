using System.Text.Json.Serialization;

namespace Slipway.Platform.Deployments;

/// <summary>How sources, wishes and rollouts are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelSource))]
[JsonSerializable(typeof(DeploymentSpec))]
[JsonSerializable(typeof(Rollout))]
public sealed partial class DeploymentJson : JsonSerializerContext;

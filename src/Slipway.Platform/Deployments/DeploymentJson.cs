using System.Text.Json.Serialization;

namespace Slipway.Platform.Deployments;

/// <summary>How sources are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelSource))]
public sealed partial class DeploymentJson : JsonSerializerContext;

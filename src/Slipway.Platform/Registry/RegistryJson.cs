using System.Text.Json.Serialization;
using Slipway.Platform.Registry.Intake;

namespace Slipway.Platform.Registry;

/// <summary>How what the file says is stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ModelFacts))]
[JsonSerializable(typeof(ServedInPlace))]
[JsonSerializable(typeof(UploadPlan))]
public sealed partial class RegistryJson : JsonSerializerContext;

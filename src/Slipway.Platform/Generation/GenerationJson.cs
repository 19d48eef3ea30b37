using System.Text.Json.Serialization;

namespace Slipway.Platform.Generation;

/// <summary>How tasks are stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(GenerationParameters))]
[JsonSerializable(typeof(TaskOutcome))]
[JsonSerializable(typeof(SamplingDefaults))]
public sealed partial class GenerationJson : JsonSerializerContext;

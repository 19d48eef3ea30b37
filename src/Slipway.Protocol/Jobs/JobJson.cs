using System.Text.Json.Serialization;

namespace Slipway.Protocol.Jobs;

// Properties with defaults have setters: what a text leaves out would make an init property null or zero.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(TrainingConfig))]
[JsonSerializable(typeof(EvaluationConfig))]
[JsonSerializable(typeof(EvaluationMetrics))]
[JsonSerializable(typeof(ExampleResult))]
public sealed partial class JobJson : JsonSerializerContext;

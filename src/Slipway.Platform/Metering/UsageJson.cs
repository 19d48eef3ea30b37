using System.Text.Json.Serialization;

namespace Slipway.Platform.Metering;

/// <summary>How records are kept in blocks and exported.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(UsageRecord))]
public sealed partial class UsageJson : JsonSerializerContext;

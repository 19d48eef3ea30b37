using System.Text.Json.Serialization;

namespace Slipway.Platform.Datasets;

/// <summary>How findings are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DatasetFindings))]
public sealed partial class DatasetJson : JsonSerializerContext;

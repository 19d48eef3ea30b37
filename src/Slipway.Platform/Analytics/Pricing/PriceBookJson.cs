using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Platform.Analytics.Pricing;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PriceBook))]
internal sealed partial class PriceBookJson : JsonSerializerContext;

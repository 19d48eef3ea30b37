using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

public sealed record ContentPart
{
    /// <summary><c>text</c>, or a kind that only other engines take, such as <c>image_url</c>.</summary>
    public required string Type { get; init; }

    public string? Text { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

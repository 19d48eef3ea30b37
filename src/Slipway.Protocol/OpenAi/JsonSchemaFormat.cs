using System.Text.Json;

namespace Slipway.Protocol.OpenAi;

public sealed record JsonSchemaFormat
{
    public string? Name { get; init; }
    public string? Description { get; init; }
    public JsonElement? Schema { get; init; }
    public bool? Strict { get; init; }
}

using System.Text.Json;

namespace Slipway.Protocol.OpenAi;

public sealed record FunctionDefinition
{
    public required string Name { get; init; }
    public string? Description { get; init; }

    /// <summary>A JSON schema of the arguments.</summary>
    public JsonElement? Parameters { get; init; }

    public bool? Strict { get; init; }
}

namespace Slipway.Protocol.OpenAi;

public sealed record ToolDefinition
{
    public string Type { get; set; } = "function";
    public required FunctionDefinition Function { get; init; }
}

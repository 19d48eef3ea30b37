namespace Slipway.Protocol.OpenAi;

/// <summary>A call that an answer makes. In a stream, <see cref="Index"/> says which call a piece belongs to.</summary>
public sealed record ToolCall
{
    public int? Index { get; init; }
    public string? Id { get; init; }
    public string? Type { get; init; }
    public FunctionCall? Function { get; init; }
}

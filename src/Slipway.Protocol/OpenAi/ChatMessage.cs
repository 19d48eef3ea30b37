using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

public sealed record ChatMessage
{
    public required string Role { get; init; }
    public MessageContent? Content { get; init; }
    public string? Name { get; init; }
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }
    public string? ToolCallId { get; init; }
    public string? ReasoningContent { get; init; }

    public static ChatMessage User(string text) => new() { Role = "user", Content = MessageContent.Of(text) };

    public static ChatMessage System(string text) => new() { Role = "system", Content = MessageContent.Of(text) };

    public static ChatMessage Assistant(string text) => new() { Role = "assistant", Content = MessageContent.Of(text) };

    /// <summary>The text of all parts; empty where there is none.</summary>
    [JsonIgnore]
    public string Text => Content?.Text ?? "";
}

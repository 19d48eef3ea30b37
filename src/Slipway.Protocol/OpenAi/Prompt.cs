namespace Slipway.Protocol.OpenAi;

/// <summary>Text, or the tokens themselves.</summary>
public sealed record Prompt(string? Text, IReadOnlyList<int>? Tokens = null);

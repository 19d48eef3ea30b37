namespace Slipway.Contracts.Prompts;

/// <summary><c>GET /prompts</c></summary>
public sealed record PromptNames(IReadOnlyList<string> Prompts);

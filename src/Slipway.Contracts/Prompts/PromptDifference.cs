namespace Slipway.Contracts.Prompts;

/// <summary><c>GET /prompts/{prompt_id}/diff</c></summary>
public sealed record PromptDifference(string PromptId, string From, string To, IReadOnlyList<PromptLine> Lines);

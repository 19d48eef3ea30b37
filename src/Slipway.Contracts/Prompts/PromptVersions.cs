namespace Slipway.Contracts.Prompts;

/// <summary><c>GET /prompts/{prompt_id}/versions</c></summary>
public sealed record PromptVersions(string PromptId, IReadOnlyList<string> Versions, IReadOnlyDictionary<string, string> Aliases);

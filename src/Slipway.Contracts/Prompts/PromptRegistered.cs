namespace Slipway.Contracts.Prompts;

/// <summary>The answer to <c>POST /prompts/register</c>.</summary>
public sealed record PromptRegistered(string PromptId, string PromptVersion, string PromptUri, string Status);

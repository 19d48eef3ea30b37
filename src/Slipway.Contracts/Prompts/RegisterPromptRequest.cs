using System.Text.Json;

namespace Slipway.Contracts.Prompts;

/// <summary><c>POST /prompts/register</c></summary>
public sealed record RegisterPromptRequest(string PromptId, string PromptVersion, string PromptText, JsonElement? Metadata = null);

using System.Text.Json;

namespace Slipway.Contracts.Prompts;

/// <summary><c>GET /prompts/{prompt_id}</c></summary>
public sealed record PromptInfo(string PromptId, string PromptVersion, string PromptText, JsonElement Metadata, IReadOnlyList<string> Variables);

namespace Slipway.Protocol.OpenAi;

/// <param name="CachedTokens">Prompt tokens whose keys and values were already there.</param>
public sealed record PromptTokensDetails(int CachedTokens = 0);

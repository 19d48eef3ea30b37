namespace Slipway.Server.Contracts.Generation;

/// <summary>What <c>POST /generate</c> uses where a request says nothing.</summary>
public sealed record GenerationDefaults(int MaxTokens, double Temperature, double TopP);

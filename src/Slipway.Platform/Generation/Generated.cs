using Slipway.Platform.Common;

namespace Slipway.Platform.Generation;

/// <summary>What an engine gave, whole or up to where it failed.</summary>
public sealed record Generated(string Text)
{
    public Failure? Failure { get; init; }
    public string? FinishReason { get; init; }
    public int PromptTokens { get; init; }
    public int CachedTokens { get; init; }
    public int CompletionTokens { get; init; }

    /// <summary>The engine did not count, so the tokens were estimated here.</summary>
    public bool Estimated { get; init; }

    public TimeSpan FirstToken { get; init; }
    public TimeSpan Total { get; init; }

    /// <summary>Tokens after the first in the time after the first: what a reader sees.</summary>
    public double TokensPerSecond => Total > TimeSpan.Zero ? Math.Round(CompletionTokens / Total.TotalSeconds, 2) : 0;
}

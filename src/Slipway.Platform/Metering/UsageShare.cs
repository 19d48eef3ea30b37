namespace Slipway.Platform.Metering;

/// <summary>What one key or one user had of one deployment.</summary>
public sealed record UsageShare(
    string Subject, string DeploymentId, long Requests, long Errors, long PromptTokens, long CachedTokens, long CompletionTokens);

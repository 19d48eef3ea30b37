using Slipway.Platform.Access.Limits;

namespace Slipway.Server.Limits;

/// <summary>The limit of each contract; null where it has none or limits are turned off.</summary>
public sealed record LimitRules
{
    public static readonly LimitRules None = new();

    public LimitRule? Generation { get; init; }

    public LimitRule? LlmOps { get; init; }

    /// <param name="perMinute">LLM Inference System's requests in a minute, for each key.</param>
    /// <param name="burst">How many of them may come at once.</param>
    /// <param name="llmOpsPerMinute">LLMOps Manager's requests in a minute, for each client address.</param>
    public static LimitRules Of(int perMinute, int burst, int llmOpsPerMinute) => new()
    {
        Generation = new LimitRule("generation", LimitSubject.Caller, perMinute, burst),
        LlmOps = new LimitRule("llmops", LimitSubject.Address, llmOpsPerMinute),
    };
}

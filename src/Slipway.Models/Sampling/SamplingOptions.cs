namespace Slipway.Models.Sampling;

/// <summary>
/// How a token is chosen. The order is: mask, logit bias, penalties, temperature, top-k, top-p, min-p. The defaults take every
/// token with its own probability.
/// </summary>
public sealed record SamplingOptions
{
    /// <summary>Below this a temperature means greedy.</summary>
    public const float LeastTemperature = 1e-5f;

    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    /// <summary>What the logits are divided by; 0 takes the most likely token.</summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Only the so many most likely; 0 is all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the most likely that together reach this share of what top-k left.</summary>
    public float TopP { get; init; } = 1;

    /// <summary>Only those at least this share as likely as the most likely.</summary>
    public float MinP { get; init; }

    /// <summary>Logits of tokens seen in prompt or answer are divided by it where positive, multiplied where negative.</summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>Taken from the logits of tokens seen in the answer.</summary>
    public float PresencePenalty { get; init; }

    /// <summary>Taken from the logits of tokens in the answer, once for each time.</summary>
    public float FrequencyPenalty { get; init; }

    /// <summary>Added to the logits of single tokens.</summary>
    public IReadOnlyList<KeyValuePair<int, float>> LogitBias { get; init; } = [];

    /// <summary>Equal seeds give equal choices at equal positions.</summary>
    public ulong Seed { get; init; }

    internal bool IsGreedy => Temperature < LeastTemperature;

    internal bool HasPenalties => RepetitionPenalty != 1 || PresencePenalty != 0 || FrequencyPenalty != 0;
}

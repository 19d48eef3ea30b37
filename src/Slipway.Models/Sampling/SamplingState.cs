namespace Slipway.Models.Sampling;

/// <summary>What the choices of one sequence depend on besides the logits: its options and the tokens it has seen.</summary>
public sealed class SamplingState
{
    /// <summary>Each seen token and how often the answer has it; tokens of the prompt alone have 0.</summary>
    private readonly Dictionary<int, int> _seen = [];

    public SamplingState(SamplingOptions options, ReadOnlySpan<int> prompt, int maxTokens)
    {
        Options = options;
        if (!options.HasPenalties)
            return;
        // Room for all that may come, so that accepting a token never allocates.
        _seen.EnsureCapacity(prompt.Length + maxTokens);
        foreach (var token in prompt)
            _seen[token] = 0;
    }

    public SamplingOptions Options { get; }

    /// <summary>Adds a token of the answer.</summary>
    public void Accept(int token)
    {
        if (Options.HasPenalties)
            _seen[token] = _seen.GetValueOrDefault(token) + 1;
    }

    internal bool ChangesLogits => _seen.Count > 0 || Options.LogitBias.Count > 0;

    internal void Change(Span<float> logits)
    {
        for (var i = 0; i < Options.LogitBias.Count; i++)
        {
            var (token, bias) = Options.LogitBias[i];
            if ((uint)token < (uint)logits.Length)
                logits[token] += bias;
        }
        foreach (var (token, count) in _seen)
        {
            ref var logit = ref logits[token];
            logit = logit > 0 ? logit / Options.RepetitionPenalty : logit * Options.RepetitionPenalty;
            if (count > 0)
                logit -= Options.PresencePenalty + count * Options.FrequencyPenalty;
        }
    }
}

using Slipway.Models.Architectures;

namespace Slipway.Models.Execution;

internal sealed class BoundLayer
{
    public BoundLayer(Layer spec, BoundWeights weights, RotaryTable? rotation)
    {
        AttentionNorm = weights.Norm(spec.AttentionNorm)!;
        Attention = new BoundAttention(spec.Attention, weights, rotation);
        AttentionPostNorm = weights.Norm(spec.AttentionPostNorm);
        FeedForwardNorm = weights.Norm(spec.FeedForwardNorm)!;
        FeedForwardPostNorm = weights.Norm(spec.FeedForwardPostNorm);
        switch (spec.FeedForward)
        {
            case GatedFeedForward gated: Dense = BoundFeedForward.Of(gated, weights); break;
            case PlainFeedForward plain: Dense = BoundFeedForward.Of(plain, weights); break;
            case ExpertFeedForward experts: Experts = new BoundExperts(experts, weights); break;
            default: throw new ArgumentException($"no such feed-forward: {spec.FeedForward}", nameof(spec));
        }
    }

    public BoundNorm AttentionNorm { get; }

    public BoundAttention Attention { get; }

    public BoundNorm? AttentionPostNorm { get; }

    public BoundNorm FeedForwardNorm { get; }

    /// <summary>This or <see cref="Experts"/>.</summary>
    public BoundFeedForward? Dense { get; }

    public BoundExperts? Experts { get; }

    public BoundNorm? FeedForwardPostNorm { get; }
}

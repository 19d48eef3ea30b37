namespace Slipway.Models.Architectures;

/// <summary>
/// One block: x += postNorm(attention(norm(x))), then x += postNorm(feedForward(norm(x))). Post norms are those of Gemma, elsewhere
/// there are none.
/// </summary>
public sealed record Layer(Norm AttentionNorm, Attention Attention, Norm FeedForwardNorm, FeedForward FeedForward)
{
    public Norm? AttentionPostNorm { get; init; }

    public Norm? FeedForwardPostNorm { get; init; }
}

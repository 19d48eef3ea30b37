namespace Slipway.Models.Architectures;

public enum Activation
{
    Silu,

    /// <summary>GELU by its tanh approximation, which is what every model family here was trained with.</summary>
    Gelu,
}

public abstract record FeedForward(Activation Activation);

/// <summary>down(activation(gate(x)) * up(x)).</summary>
public sealed record GatedFeedForward(Activation Activation, Linear Gate, Linear Up, Linear Down) : FeedForward(Activation);

/// <summary>down(activation(up(x))).</summary>
public sealed record PlainFeedForward(Activation Activation, Linear Up, Linear Down) : FeedForward(Activation);

/// <summary>
/// A router scores <see cref="Experts"/> gated feed-forwards and <see cref="Used"/> of them, those with the highest scores, are
/// weighted and added. Gate and up are [experts, width of one, inputs], down is [experts, outputs, width of one].
/// </summary>
public sealed record ExpertFeedForward(Activation Activation, int Experts, int Used, Linear Router, Weight Gate, Weight Up, Weight Down)
    : FeedForward(Activation)
{
    public RouterWeights Weights { get; init; }

    /// <summary>Whether an expert's weight multiplies its input instead of its output.</summary>
    public bool WeightsBefore { get; init; }

    /// <summary>What the router's weights are multiplied by in the end.</summary>
    public float WeightScale { get; init; } = 1;

    /// <summary>A feed-forward that every row takes, added to the experts' sum.</summary>
    public GatedFeedForward? Shared { get; init; }

    /// <summary>The width of one expert.</summary>
    public int Width => (int)Gate.Shape[1];
}

public enum RouterWeights
{
    /// <summary>Softmax over the chosen experts' scores only (which is: softmax over all, then normalized over the chosen).</summary>
    SoftmaxOverUsed,

    /// <summary>Softmax over all scores, not normalized again.</summary>
    SoftmaxOverAll,

    /// <summary>The sigmoid of each chosen score.</summary>
    Sigmoid,
}

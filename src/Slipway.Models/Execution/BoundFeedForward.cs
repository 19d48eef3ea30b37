using Slipway.Models.Architectures;

namespace Slipway.Models.Execution;

/// <summary>A feed-forward's matrices; a plain one has no gate.</summary>
internal sealed class BoundFeedForward(Activation activation, BoundLinear? gate, BoundLinear up, BoundLinear down)
{
    public Activation Activation { get; } = activation;

    public BoundLinear? Gate { get; } = gate;

    public BoundLinear Up { get; } = up;

    public BoundLinear Down { get; } = down;

    public int Width => Up.Outputs;

    public static BoundFeedForward Of(GatedFeedForward spec, BoundWeights weights) =>
        new(spec.Activation, weights.Linear(spec.Gate), weights.Linear(spec.Up), weights.Linear(spec.Down));

    public static BoundFeedForward Of(PlainFeedForward spec, BoundWeights weights) =>
        new(spec.Activation, null, weights.Linear(spec.Up), weights.Linear(spec.Down));
}

using Slipway.Models.Architectures;

namespace Slipway.Models.Execution;

internal sealed class BoundAttention(Attention spec, BoundWeights weights, RotaryTable? rotation)
{
    public Attention Spec { get; } = spec;

    public RotaryTable? Rotation { get; } = rotation;

    public BoundLinear Query { get; } = weights.Linear(spec.Query);

    public BoundLinear Key { get; } = weights.Linear(spec.Key);

    public BoundLinear Value { get; } = weights.Linear(spec.Value);

    public BoundLinear Output { get; } = weights.Linear(spec.Output);

    public BoundNorm? QueryNorm { get; } = weights.Norm(spec.QueryNorm);

    public BoundNorm? KeyNorm { get; } = weights.Norm(spec.KeyNorm);
}

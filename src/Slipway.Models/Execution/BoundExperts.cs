using Slipway.Models.Architectures;

namespace Slipway.Models.Execution;

internal sealed class BoundExperts
{
    public unsafe BoundExperts(ExpertFeedForward spec, BoundWeights weights)
    {
        Spec = spec;
        Router = weights.Linear(spec.Router);
        Shared = spec.Shared is null ? null : BoundFeedForward.Of(spec.Shared, weights);
        Experts = new BoundFeedForward[spec.Experts];
        var outputs = (int)spec.Down.Shape[1];
        for (var expert = 0; expert < spec.Experts; expert++)
        {
            Experts[expert] = new BoundFeedForward(spec.Activation,
                new BoundLinear(weights.Rows(spec.Gate, (long)expert * spec.Width, spec.Width), null, -1),
                new BoundLinear(weights.Rows(spec.Up, (long)expert * spec.Width, spec.Width), null, -1),
                new BoundLinear(weights.Rows(spec.Down, (long)expert * outputs, outputs), null, -1));
        }
    }

    public ExpertFeedForward Spec { get; }

    public BoundLinear Router { get; }

    public BoundFeedForward? Shared { get; }

    public BoundFeedForward[] Experts { get; }
}

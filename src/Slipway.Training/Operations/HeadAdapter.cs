using Slipway.Training.Weights;

namespace Slipway.Training.Operations;

/// <summary>What an adapter of the output adds to its logits: Scale · Up Down x. Nothing is dropped here.</summary>
internal sealed record HeadAdapter(MatrixWeights Down, MatrixWeights Up, float Scale)
{
    public int Rank => Down.Rows;
}

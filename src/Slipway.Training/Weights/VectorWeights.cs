namespace Slipway.Training.Weights;

/// <summary>A norm's weights or a bias; the gradients are null where it is frozen.</summary>
internal readonly unsafe struct VectorWeights(float* values, float* gradients)
{
    public readonly float* Values = values;

    public readonly float* Gradients = gradients;

    public bool IsTrained => Gradients != null;
}

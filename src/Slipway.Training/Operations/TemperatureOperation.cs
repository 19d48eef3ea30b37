using Slipway.Models.Architectures;
using Slipway.Tensors;
using Slipway.Training.Tape;

namespace Slipway.Training.Operations;

/// <summary>Multiplies queries by the attention temperature of their positions, in place; backwards the same.</summary>
internal sealed unsafe class TemperatureOperation(Compute compute, AttentionTemperature temperature, Node node) : Operation
{
    public override IReadOnlyList<Node> Inputs => [];

    public override IReadOnlyList<Node> Changed { get; } = [node];

    public override void Forward(Pass pass) => Scale(pass, node.Value);

    public override void Backward(Pass pass)
    {
        if (node.NeedsGradient)
            Scale(pass, node.Gradient);
    }

    private void Scale(Pass pass, float* values) => compute.ForRanges(pass.Rows, 64, (row, end, _) =>
    {
        for (; row < end; row++)
            RowOps.Scale(values + (long)row * node.Width, temperature.At(pass.Batch.PositionOf[row]), node.Width);
    });
}

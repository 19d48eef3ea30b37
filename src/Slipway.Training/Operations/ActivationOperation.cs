using Slipway.Models.Architectures;
using Slipway.Tensors;
using Slipway.Tensors.Gradients;
using Slipway.Training.Tape;

namespace Slipway.Training.Operations;

/// <summary>y = activation(x), or activation(x) · up where there is a gate to open.</summary>
internal sealed unsafe class ActivationOperation(Compute compute, Activation activation, Node x, Node? up, Node y) : Operation
{
    public override IReadOnlyList<Node> Inputs { get; } = up is null ? [x] : [x, up];

    public override IReadOnlyList<Node> Outputs { get; } = [y];

    public override void Forward(Pass pass) => compute.ForRanges(pass.Rows, 16, (row, end, _) =>
    {
        var (first, count) = ((long)row * y.Width, (end - row) * y.Width);
        var target = y.Value + first;
        new Span<float>(x.Value + first, count).CopyTo(new Span<float>(target, count));
        switch (activation, up)
        {
            case (Activation.Silu, null): RowOps.Silu(target, count); break;
            case (Activation.Silu, { } other): RowOps.SiluMultiply(target, other.Value + first, count); break;
            case (_, null): RowOps.Gelu(target, count); break;
            case (_, { } other): RowOps.GeluMultiply(target, other.Value + first, count); break;
        }
    });

    public override void Backward(Pass pass)
    {
        if (!x.NeedsGradient)
            return;
        compute.ForRanges(pass.Rows, 16, (row, end, _) =>
        {
            var (first, count) = ((long)row * y.Width, (end - row) * y.Width);
            var (value, dx, dy) = ((nint)(x.Value + first), (nint)(x.Gradient + first), (nint)(y.Gradient + first));
            switch (activation, up)
            {
                case (Activation.Silu, null): GradientOps.Silu((float*)value, (float*)dy, count, (float*)dx); break;
                case (Activation.Silu, { } other):
                    GradientOps.SiluMultiply((float*)value, other.Value + first, (float*)dy, count, (float*)dx, other.Gradient + first);
                    break;
                case (_, null): GradientOps.Gelu((float*)value, (float*)dy, count, (float*)dx); break;
                case (_, { } other):
                    GradientOps.GeluMultiply((float*)value, other.Value + first, (float*)dy, count, (float*)dx, other.Gradient + first);
                    break;
            }
        });
    }
}

using Slipway.Tensors;
using Slipway.Training.Tape;

namespace Slipway.Training.Operations;

/// <summary>
/// y = x + branch: the residual stream. All three have one gradient, in one place; see <see cref="Node.GradientIsOf"/>. That asks that x is
/// used elsewhere only by what the branch begins with, and the branch only here.
/// </summary>
internal sealed unsafe class AddOperation : Operation
{
    private readonly Compute _compute;
    private readonly Node _x, _branch, _y;

    public AddOperation(Compute compute, Node x, Node branch, Node y)
    {
        (_compute, _x, _branch, _y) = (compute, x, branch, y);
        x.GradientIsOf = y;
        branch.GradientIsOf = y;
        (Inputs, Outputs) = ([x, branch], [y]);
    }

    public override IReadOnlyList<Node> Inputs { get; }

    public override IReadOnlyList<Node> Outputs { get; }

    public override IReadOnlyList<Node> Saved => [];

    public override void Forward(Pass pass) => _compute.ForRanges(pass.Rows, 64, (row, end, _) =>
    {
        var (first, count) = ((long)row * _y.Width, (end - row) * _y.Width);
        new Span<float>(_x.Value + first, count).CopyTo(new Span<float>(_y.Value + first, count));
        RowOps.Add(_y.Value + first, _branch.Value + first, count);
    });

    public override void Backward(Pass pass)
    {
        // The gradient is where it belongs already.
    }
}

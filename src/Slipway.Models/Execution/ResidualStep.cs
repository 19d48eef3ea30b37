using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>The seam between two branches: x += postNorm(branch), then y = norm(x). Each of its halves may be missing.</summary>
internal sealed unsafe class ResidualStep(float* states, float* branches, float* normed, int width) : RowStep
{
    private bool _hasBranch;
    private BoundNorm? _postNorm;
    private BoundNorm? _norm;

    public void Run(ThreadTeam team, int rows, bool hasBranch, BoundNorm? postNorm, BoundNorm? norm)
    {
        (_hasBranch, _postNorm, _norm) = (hasBranch, postNorm, norm);
        Run(team, rows, width);
    }

    protected override void Row(int row)
    {
        var state = states + (long)row * width;
        if (_hasBranch)
        {
            var branch = branches + (long)row * width;
            _postNorm?.Apply(branch, width, branch);
            RowOps.Add(state, branch, width);
        }
        _norm?.Apply(state, width, normed + (long)row * width);
    }
}

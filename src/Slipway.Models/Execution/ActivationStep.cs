using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>gate = activation(gate) * up, or up = activation(up) where there is no gate; rows lie Width apart.</summary>
internal sealed unsafe class ActivationStep : RowStep
{
    /// <summary>An exponential costs about as much as so many plain operations.</summary>
    private const int Cost = 4;

    private Activation _activation;
    private float* _gate;
    private float* _up;
    private int _width;

    public void Run(ThreadTeam team, int rows, int width, Activation activation, float* gate, float* up)
    {
        (_activation, _width) = (activation, width);
        _gate = gate;
        _up = up;
        Run(team, rows, Cost * width);
    }

    protected override void Row(int row)
    {
        var up = _up + (long)row * _width;
        var gate = _gate + (long)row * _width;
        switch (_activation, _gate != null)
        {
            case (Activation.Silu, true): RowOps.SiluMultiply(gate, up, _width); break;
            case (Activation.Gelu, true): RowOps.GeluMultiply(gate, up, _width); break;
            case (Activation.Gelu, false): RowOps.Gelu(up, _width); break;
            default: RowOps.Silu(up, _width); break;
        }
    }
}

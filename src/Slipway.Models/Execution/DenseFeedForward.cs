using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>Runs one feed-forward over rows: gate and up in one product, the activation, down.</summary>
internal sealed unsafe class DenseFeedForward : IDisposable
{
    private readonly ThreadTeam _team;
    private readonly Projector _projector;
    private readonly ActivationStep _activation = new();
    private readonly NativeBuffer _gate;
    private readonly NativeBuffer _up;
    private readonly int _stateWidth;

    public DenseFeedForward(ModelSpec spec, ThreadTeam team, Projector projector, int maxRows)
    {
        (_team, _projector, _stateWidth) = (team, projector, spec.Width);
        var widest = spec.Layers.Max(layer => Widest(layer.FeedForward));
        _gate = new NativeBuffer((long)maxRows * widest);
        _up = new NativeBuffer((long)maxRows * widest);
    }

    public void Run(BoundFeedForward layer, float* inputs, int rows, float* outputs, bool accumulate)
    {
        var width = layer.Width;
        var up = layer.Up.Into(_up.Data, width);
        if (layer.Gate is null)
            _projector.Run(inputs, _stateWidth, rows, up);
        else
            _projector.Run(inputs, _stateWidth, rows, layer.Gate.Into(_gate.Data, width), up);
        _activation.Run(_team, rows, width, layer.Activation, layer.Gate is null ? null : _gate.Data, _up.Data);
        var middle = layer.Gate is null ? _up.Data : _gate.Data;
        _projector.Run(middle, width, rows, layer.Down.Into(outputs, _stateWidth, accumulate));
    }

    public void Dispose()
    {
        _gate.Dispose();
        _up.Dispose();
    }

    private static int Widest(FeedForward feedForward) => feedForward switch
    {
        GatedFeedForward gated => gated.Up.Outputs,
        PlainFeedForward plain => plain.Up.Outputs,
        ExpertFeedForward experts => Math.Max(experts.Width, experts.Shared?.Up.Outputs ?? 0),
        _ => 0,
    };
}

using Slipway.Models.Architectures;
using Slipway.Tensors;
using Slipway.Tensors.Gradients;
using Slipway.Training.Tape;
using Slipway.Training.Weights;

namespace Slipway.Training.Operations;

/// <summary>
/// The weighted sum of the experts that the router's scores choose for each row. Rows are grouped by expert, and a row's place in the
/// groups names its gate and up values, which are kept for the way back; what goes in and out of an expert is gathered again.
/// </summary>
internal sealed unsafe class ExpertsOperation(
    Compute compute, ExpertFeedForward spec, ExpertWeights[] experts, int maxRows, Node input, Node scores, Node gates, Node ups, Node output)
    : Operation
{
    private readonly ExpertChoice _choice = new(spec, maxRows);
    private readonly int _inner = spec.Width;
    private readonly int _width = input.Width;

    public override IReadOnlyList<Node> Inputs { get; } = [input, scores];

    public override IReadOnlyList<Node> Outputs { get; } = [gates, ups, output];

    public override IReadOnlyList<Node> Saved { get; } = [input, scores, gates, ups];

    public override bool Trains => experts[0].Down.IsTrained;

    public override void Forward(Pass pass)
    {
        _choice.Choose(scores.Value, pass.Rows);
        new Span<float>(output.Value, pass.Rows * _width).Clear();
        ForExperts((expert, first, count) =>
        {
            var memory = new Buffers(compute.Scratch(Buffers.Size(count, _width, _inner)), count, _width, _inner);
            var (gate, up) = (Places(gates.Value, first, count), Places(ups.Value, first, count));
            Gather(input.Value, first, memory.Outer, weighted: spec.WeightsBefore);
            expert.Gate.Multiply(memory.Outer, gate);
            expert.Up.Multiply(memory.Outer, up);
            Activate(gate, up, memory.Inner);
            expert.Down.Multiply(memory.Inner, memory.Outer);
            for (var i = 0; i < count; i++)
            {
                var weight = spec.WeightsBefore ? 1 : _choice.WeightAt(first + i);
                RowOps.AddScaled(output.Value + (long)_choice.RowAt(first + i) * _width, memory.Outer.Data + i * memory.Outer.RowStride, weight, _width);
            }
        });
    }

    public override void Backward(Pass pass)
    {
        _choice.Choose(scores.Value, pass.Rows);
        if (input.NeedsGradient && Overwrites[0])
            new Span<float>(input.Gradient, pass.Rows * _width).Clear();
        var byWeight = new float[pass.Rows * spec.Used];
        ForExperts((expert, first, count) =>
        {
            var memory = new Buffers(compute.Scratch(Buffers.Size(count, _width, _inner)), count, _width, _inner);
            var (gate, up) = (Places(gates.Value, first, count), Places(ups.Value, first, count));
            var (dgate, dup) = (Places(gates.Gradient, first, count), Places(ups.Gradient, first, count));
            Activate(gate, up, memory.Inner);
            // What comes back to the expert's output, and through down to its middle; the weight is put on afterwards, since the
            // weight's own gradient needs both without it.
            Gather(output.Gradient, first, memory.Outer, weighted: false);
            expert.Down.MultiplyBack(memory.Outer, memory.InnerGradient);
            if (!spec.WeightsBefore)
            {
                for (var i = 0; i < count; i++)
                {
                    var dmiddle = memory.InnerGradient.Data + (long)i * _inner;
                    byWeight[first + i] = GradientOps.Dot(memory.Inner.Data + (long)i * _inner, dmiddle, _inner);
                    RowOps.Scale(dmiddle, _choice.WeightAt(first + i), _inner);
                    RowOps.Scale(memory.Outer.Data + (long)i * _width, _choice.WeightAt(first + i), _width);
                }
            }
            expert.Down.AddGradient(memory.Outer, memory.Inner);
            GateGradient(gate, up, memory.InnerGradient, dgate, dup);

            if (expert.Gate.IsTrained)
            {
                Gather(input.Value, first, memory.Outer, weighted: spec.WeightsBefore);
                expert.Gate.AddGradient(dgate, memory.Outer);
                expert.Up.AddGradient(dup, memory.Outer);
            }
            expert.Gate.MultiplyBack(dgate, memory.Outer);
            expert.Up.MultiplyBack(dup, memory.Outer, accumulate: true);
            for (var i = 0; i < count; i++)
            {
                var row = (long)_choice.RowAt(first + i) * _width;
                var dx = memory.Outer.Data + (long)i * _width;
                if (spec.WeightsBefore)
                    byWeight[first + i] = GradientOps.Dot(dx, input.Value + row, _width);
                if (input.NeedsGradient)
                    RowOps.AddScaled(input.Gradient + row, dx, spec.WeightsBefore ? _choice.WeightAt(first + i) : 1, _width);
            }
        });
        if (!scores.NeedsGradient)
            return;
        fixed (float* weights = byWeight)
            _choice.Backward(scores.Value, weights, pass.Rows, scores.Gradient);
    }

    private void ForExperts(Action<ExpertWeights, int, int> run)
    {
        for (var e = 0; e < spec.Experts; e++)
        {
            var (first, count) = _choice.PlacesOf(e);
            if (count > 0)
                run(experts[e], first, count);
        }
    }

    private MatrixView Places(float* data, int first, int count) => new(data + (long)first * _inner, count, _inner);

    private void Gather(float* rows, int first, MatrixView target, bool weighted)
    {
        for (var i = 0; i < target.Rows; i++)
        {
            new Span<float>(rows + (long)_choice.RowAt(first + i) * _width, _width).CopyTo(target.Row(i));
            if (weighted)
                RowOps.Scale(target.Data + i * target.RowStride, _choice.WeightAt(first + i), _width);
        }
    }

    private void Activate(MatrixView gate, MatrixView up, MatrixView target)
    {
        var count = gate.Rows * gate.Columns;
        new Span<float>(gate.Data, count).CopyTo(new Span<float>(target.Data, count));
        if (spec.Activation == Activation.Silu)
            RowOps.SiluMultiply(target.Data, up.Data, count);
        else
            RowOps.GeluMultiply(target.Data, up.Data, count);
    }

    private void GateGradient(MatrixView gate, MatrixView up, MatrixView incoming, MatrixView dgate, MatrixView dup)
    {
        var count = gate.Rows * gate.Columns;
        if (spec.Activation == Activation.Silu)
            GradientOps.SiluMultiply(gate.Data, up.Data, incoming.Data, count, dgate.Data, dup.Data);
        else
            GradientOps.GeluMultiply(gate.Data, up.Data, incoming.Data, count, dgate.Data, dup.Data);
    }

    private readonly struct Buffers(float* memory, int rows, int width, int inner)
    {
        public readonly MatrixView Outer = new(memory, rows, width);

        public readonly MatrixView Inner = new(memory + (long)rows * width, rows, inner);

        public readonly MatrixView InnerGradient = new(memory + (long)rows * (width + inner), rows, inner);

        public static long Size(int rows, int width, int inner) => (long)rows * (width + 2 * inner);
    }
}

/// <summary>One expert's three matrices.</summary>
internal sealed record ExpertWeights(MatrixWeights Gate, MatrixWeights Up, MatrixWeights Down);

using Slipway.Models.Architectures;
using Slipway.Models.Execution;
using Slipway.Training.Adapters;
using Slipway.Training.Operations;
using Slipway.Training.Weights;

namespace Slipway.Training.Tape;

/// <summary>Reads a model's description and lays its operations out. What is trained is decided by the parameters alone.</summary>
internal sealed unsafe class TapeBuilder(
    ModelSpec spec, WeightStore weights, ParameterSet parameters, LoraSet? lora, Compute compute, int maxRows, int longest, ulong seed) : IDisposable
{
    private readonly Dictionary<Rope, RotaryTable> _tables = [];
    private readonly List<Operation> _part = [];

    public (IReadOnlyList<Operation[]> Parts, OutputHead Head) Build()
    {
        var parts = new List<Operation[]>();
        var state = new Node("embedding", spec.Width);
        var positions = spec.Positions is null ? null : weights.Matrix(spec.Positions);
        _part.Add(new EmbeddingOperation(compute, weights.Matrix(spec.Tokens), positions, spec.EmbeddingScale, state));
        Cut(parts);
        for (var i = 0; i < spec.Layers.Count; i++)
        {
            state = AddLayer(spec.Layers[i], i, state);
            Cut(parts);
        }
        var features = AddNorm(spec.OutputNorm, "features", state);
        Cut(parts);
        var head = new OutputHead(compute, weights.Matrix(spec.Output), Bias(spec.Output), AdapterOf(spec.Output), spec.LogitSoftcap, features);
        return (parts, head);
    }

    public void Dispose()
    {
        foreach (var table in _tables.Values)
            table.Dispose();
    }

    private void Cut(List<Operation[]> parts)
    {
        parts.Add([.. _part]);
        _part.Clear();
    }

    private Node AddLayer(Layer layer, int index, Node state)
    {
        var name = $"{index}.";
        var branch = AddAttention(layer.Attention, name, AddNorm(layer.AttentionNorm, name + "attention norm", state));
        state = AddBranch(layer.AttentionPostNorm, name + "attention", state, branch);
        var normed = AddNorm(layer.FeedForwardNorm, name + "feed-forward norm", state);
        if (layer.FeedForward is not ExpertFeedForward experts)
            return AddBranch(layer.FeedForwardPostNorm, name + "feed-forward", state, AddFeedForward(layer.FeedForward, name, normed));

        state = AddBranch(layer.FeedForwardPostNorm, name + "experts", state, AddExperts(experts, name, normed));
        return experts.Shared is null
            ? state
            : AddBranch(layer.FeedForwardPostNorm, name + "shared expert", state, AddFeedForward(experts.Shared, name, normed));
    }

    private Node AddBranch(Norm? postNorm, string name, Node state, Node branch)
    {
        if (postNorm is not null)
            branch = AddNorm(postNorm, name + " post norm", branch);
        var sum = new Node(name + " sum", state.Width);
        _part.Add(new AddOperation(compute, state, branch, sum));
        return sum;
    }

    private Node AddAttention(Attention attention, string name, Node input)
    {
        var query = AddHeads(attention, attention.Query, attention.Heads, attention.QueryNorm, name + "query", input);
        if (attention.Temperature is { } temperature)
            _part.Add(new TemperatureOperation(compute, temperature, query));
        var key = AddHeads(attention, attention.Key, attention.KvHeads, attention.KeyNorm, name + "key", input);
        var value = AddLinear(attention.Value, name + "value", input);
        var (sums, output) = (new Node(name + "log sums", attention.Heads), new Node(name + "attended", query.Width));
        _part.Add(new AttentionOperation(compute, attention, query, key, value, sums, output));
        return AddLinear(attention.Output, name + "attention output", output);
    }

    private Node AddHeads(Attention attention, Linear linear, int heads, Norm? norm, string name, Node input)
    {
        var node = AddLinear(linear, name, input);
        if (norm is not null && !attention.NormAfterRope)
            node = AddNorm(norm, name + " norm", node, heads);
        if (attention.Rope is { } rope)
            _part.Add(new RopeOperation(compute, Table(rope), heads, node));
        if (norm is not null && attention.NormAfterRope)
            node = AddNorm(norm, name + " norm", node, heads);
        return node;
    }

    private Node AddFeedForward(FeedForward feedForward, string name, Node input)
    {
        var (gateLinear, upLinear, downLinear) = feedForward switch
        {
            GatedFeedForward gated => (gated.Gate, gated.Up, gated.Down),
            PlainFeedForward plain => ((Linear?)null, plain.Up, plain.Down),
            _ => throw new ArgumentException($"no such feed-forward: {feedForward}", nameof(feedForward)),
        };
        var gate = gateLinear is null ? null : AddLinear(gateLinear, name + "gate", input);
        var up = AddLinear(upLinear, name + "up", input);
        var middle = new Node(name + "middle", up.Width);
        _part.Add(new ActivationOperation(compute, feedForward.Activation, gate ?? up, gate is null ? null : up, middle));
        return AddLinear(downLinear, name + "down", middle);
    }

    private Node AddExperts(ExpertFeedForward experts, string name, Node input)
    {
        var scores = AddLinear(experts.Router, name + "router", input);
        MatrixWeights Of(Weight weight, int expert) => weights.Matrix(weight, expert * (int)weight.Shape[1], (int)weight.Shape[1]);
        ExpertWeights[] each =
            [.. Enumerable.Range(0, experts.Experts).Select(e => new ExpertWeights(Of(experts.Gate, e), Of(experts.Up, e), Of(experts.Down, e)))];
        var places = experts.Used * experts.Width;
        var (gates, ups, output) = (new Node(name + "gates", places), new Node(name + "ups", places), new Node(name + "experts", input.Width));
        _part.Add(new ExpertsOperation(compute, experts, each, maxRows, input, scores, gates, ups, output));
        return output;
    }

    private Node AddNorm(Norm norm, string name, Node input, int heads = 1)
    {
        var node = new Node(name, input.Width);
        _part.Add(new NormOperation(compute, norm, weights.Vector(norm.Weight), weights.Vector(norm.Bias), heads, input, node));
        return node;
    }

    private Node AddLinear(Linear linear, string name, Node input)
    {
        var node = new Node(name, linear.Outputs);
        _part.Add(new LinearOperation(compute, weights.Matrix(linear), Bias(linear), input, node));
        if (lora is null || !lora.Adapts(linear))
            return node;
        var down = parameters.Find(LoraSet.DownName(linear.Name))!;
        var up = parameters.Find(LoraSet.UpName(linear.Name))!;
        _part.Add(new LoraOperation(
            compute,
            MatrixWeights.Trained(compute, down, 0, lora.Options.Rank),
            MatrixWeights.Trained(compute, up, linear.FirstRow, linear.Outputs),
            lora.Options.Scale, lora.Options.Dropout, Counter.Key(seed, name),
            input, new Node(name + " adapter", lora.Options.Rank), node));
        return node;
    }

    private HeadAdapter? AdapterOf(Linear output)
    {
        if (lora is null || !lora.Adapts(output))
            return null;
        var (down, up) = (parameters.Find(LoraSet.DownName(output.Name))!, parameters.Find(LoraSet.UpName(output.Name))!);
        return new HeadAdapter(MatrixWeights.Trained(compute, down, 0, lora.Options.Rank), MatrixWeights.Trained(compute, up, 0, output.Outputs), lora.Options.Scale);
    }

    private VectorWeights? Bias(Linear linear) => weights.Vector(linear.Bias, linear.FirstRow);

    private RotaryTable Table(Rope rope)
    {
        if (_tables.TryGetValue(rope, out var table))
            return table;
        var factors = weights.Vector(rope.Factors) is { } vector ? vector.Values : null;
        table = _tables[rope] = new RotaryTable(rope, factors, longest);
        for (var position = 0; position < longest; position++)
            table.Fill(position, position);
        return table;
    }
}

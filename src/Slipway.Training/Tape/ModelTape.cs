using Slipway.Training.Memory;
using Slipway.Training.Operations;

namespace Slipway.Training.Tape;

/// <summary>
/// A model's operations in the order of the computation, with places for all values and gradients.
/// <para>
/// The order of everything is known before the first batch: forwards through all parts, the loss, and backwards through the parts; a part
/// that keeps nothing is first computed again from what goes into it. So each value's times of need are known too, and values share memory.
/// </para>
/// </summary>
internal sealed unsafe class ModelTape : IDisposable
{
    private readonly OutputHead _head;
    private readonly List<Step> _forward = [];
    private readonly List<Step> _backward = [];
    private readonly FloatBuffer _memory;

    /// <param name="parts">Consecutive pieces of the computation, a layer each.</param>
    /// <param name="maxRows">Rows of the largest batch.</param>
    /// <param name="trains">False for a tape that only goes forwards.</param>
    /// <param name="recomputes">Whether parts keep only what goes into them, and are computed again on the way back.</param>
    public ModelTape(IReadOnlyList<Operation[]> parts, OutputHead head, int maxRows, bool trains, bool recomputes)
    {
        _head = head;
        MaxRows = maxRows;
        FindNeeds(parts.SelectMany(part => part));
        foreach (var operation in parts.SelectMany(part => part))
            _forward.Add(new Step(operation, Forwards: true));
        if (trains)
        {
            foreach (var part in parts.Reverse())
            {
                if (recomputes && part != parts[^1])
                    _backward.AddRange(Recomputed(part).Select(operation => new Step(operation, Forwards: true)));
                _backward.AddRange(part.Reverse().Where(IsPassedBack).Select(operation => new Step(operation, Forwards: false)));
            }
        }
        _memory = Place(maxRows);
    }

    public int MaxRows { get; }

    /// <summary>Bytes for values and gradients.</summary>
    public long Bytes => _memory.Count * sizeof(float);

    /// <summary>The summed loss of a batch; gradients, times the pass's scale, are added to those of the parameters.</summary>
    public double Train(Pass pass)
    {
        Run(_forward, pass);
        var loss = _head.Run(pass, train: true);
        Run(_backward, pass);
        return loss;
    }

    /// <summary>The summed loss of a batch.</summary>
    public double Evaluate(Pass pass)
    {
        Run(_forward, pass);
        return _head.Run(pass, train: false);
    }

    /// <summary>Logits of every row.</summary>
    public void Logits(Pass pass, float* logits)
    {
        Run(_forward, pass);
        _head.Logits(pass, logits);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _head.Dispose();
        foreach (var step in _forward)
            (step.Operation as IDisposable)?.Dispose();
    }

    private static void Run(List<Step> steps, Pass pass)
    {
        foreach (var step in steps)
        {
            if (step.Forwards)
                step.Operation.Forward(pass);
            else
                step.Operation.Backward(pass);
        }
    }

    private static bool IsPassedBack(Operation operation) =>
        operation.Outputs.Concat(operation.Changed).Any(node => node.NeedsGradient);

    /// <summary>A node needs a gradient if something below it is trained; the last reader writes it first.</summary>
    private static void FindNeeds(IEnumerable<Operation> operations)
    {
        var readers = new Dictionary<Node, (Operation Operation, int Input)>();
        foreach (var operation in operations)
        {
            operation.Overwrites = new bool[operation.Inputs.Count];
            var needs = operation.Trains || operation.Inputs.Concat(operation.Changed).Any(node => node.NeedsGradient);
            foreach (var node in operation.Outputs.Concat(operation.Changed))
                node.NeedsGradient |= needs;
            for (var i = 0; i < operation.Inputs.Count; i++)
                readers[operation.Inputs[i]] = (operation, i);
        }
        foreach (var (operation, input) in readers.Values)
            operation.Overwrites[input] = true;
    }

    /// <summary>Those operations of a part that must run again, because something on the way back reads their results.</summary>
    private static IEnumerable<Operation> Recomputed(Operation[] part)
    {
        var read = part.Where(IsPassedBack).SelectMany(operation => operation.Saved).ToHashSet();
        var again = new HashSet<Operation>();
        foreach (var operation in part.Reverse())
        {
            if (!operation.Outputs.Concat(operation.Changed).Any(read.Contains))
                continue;
            again.Add(operation);
            read.UnionWith(operation.Inputs);
        }
        return part.Where(again.Contains);
    }

    /// <summary>Walks through the whole order once, noting when each value and gradient is needed.</summary>
    private FloatBuffer Place(int maxRows)
    {
        var arena = new Arena();
        var values = new Dictionary<Node, Arena.Request>();
        var gradients = new Dictionary<Node, Arena.Request>();
        var time = 0;
        Arena.Request Value(Node node) => values.TryGetValue(node, out var request)
            ? request
            : values[node] = arena.Add((long)maxRows * node.Width);
        void TouchGradient(Node node)
        {
            if (!node.NeedsGradient)
                return;
            var root = GradientRoot(node);
            if (gradients.TryGetValue(root, out var request))
            {
                request.Extend(time);
                return;
            }
            gradients[root] = request = arena.Add((long)maxRows * root.Width);
            request.Begin(time);
        }
        void Walk(List<Step> steps)
        {
            foreach (var (operation, forwards) in steps)
            {
                foreach (var node in forwards ? operation.Inputs.Concat(operation.Changed) : operation.Saved)
                    Value(node).Extend(time);
                foreach (var node in operation.Outputs)
                {
                    if (forwards)
                        Value(node).Begin(time);
                    else
                        TouchGradient(node);
                }
                foreach (var node in forwards ? [] : operation.Inputs.Concat(operation.Changed))
                    TouchGradient(node);
                time++;
            }
        }

        Walk(_forward);
        Value(_head.Features).Extend(time);
        if (_backward.Count > 0)
            TouchGradient(_head.Features);
        time++;
        Walk(_backward);

        arena.Place();
        var memory = new FloatBuffer(arena.Size);
        foreach (var (node, request) in values)
            node.Value = memory.Data + request.Offset;
        foreach (var node in values.Keys.Where(node => node.NeedsGradient && gradients.ContainsKey(GradientRoot(node))))
            node.Gradient = memory.Data + gradients[GradientRoot(node)].Offset;
        return memory;
    }

    private static Node GradientRoot(Node node)
    {
        while (node.GradientIsOf is { } other)
            node = other;
        return node;
    }

    private readonly record struct Step(Operation Operation, bool Forwards);
}

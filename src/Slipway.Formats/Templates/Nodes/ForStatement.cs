using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>for target in collection if filter</c>, with an else for when there is nothing to go through.</summary>
internal sealed class ForStatement(
    int at, Target target, Expression collection, Expression? filter, bool isRecursive, Statement body, Statement? otherwise) : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        Loop(collection.Evaluate(frame), frame, 0);
        return Flow.Next;
    }

    private void Loop(Value values, Frame frame, int depth)
    {
        frame.Budget.At = At;
        var elements = values.ToList(frame.Budget);
        if (filter is not null)
            elements = elements.FindAll(element => Bind(element, frame).Scope is var scope && filter.Evaluate(frame with { Scope = scope }).IsTrue);
        var loop = new LoopValue(elements, depth, isRecursive ? inner => Recurse(inner, frame, depth + 1) : null);
        foreach (var element in elements)
        {
            var inner = Bind(element, frame);
            inner.Scope.Set("loop", loop);
            loop.Index++;
            if (body.Execute(inner) == Flow.Break)
                break;
        }
        if (elements.Count == 0)
            otherwise?.Execute(frame.Inner());
    }

    private TextValue Recurse(Value values, Frame frame, int depth)
    {
        var output = new TextBuilder(frame.Budget);
        frame.Budget.Enter(At);
        Loop(values, frame with { Output = output }, depth);
        frame.Budget.Leave();
        return output.ToText();
    }

    private Frame Bind(Value element, Frame frame)
    {
        var inner = frame.Inner();
        target.Assign(element, inner);
        return inner;
    }
}

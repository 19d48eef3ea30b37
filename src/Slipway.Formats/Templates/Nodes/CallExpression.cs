using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

internal sealed class CallExpression(int at, Expression callee, ArgumentList arguments) : Expression(at)
{
    protected override Value Compute(Frame frame) => Invoke(frame, null);

    /// <summary>Calls with a block as <c>caller</c>, where there is one.</summary>
    public Value Invoke(Frame frame, Value? caller)
    {
        var function = callee.Evaluate(frame);
        var passed = arguments.Evaluate(frame);
        frame.Budget.At = At;
        if (caller is not null)
            passed = new(passed.Positional, [.. passed.Named, ("caller", caller)]);
        return function.Call(passed, frame.Budget);
    }
}

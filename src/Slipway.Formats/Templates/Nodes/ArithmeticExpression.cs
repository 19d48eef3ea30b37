using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

internal sealed class ArithmeticExpression(int at, string symbol, Expression left, Expression right) : Expression(at)
{
    protected override Value Compute(Frame frame)
    {
        var (a, b) = (left.Evaluate(frame), right.Evaluate(frame));
        frame.Budget.At = At;
        return Arithmetic.Apply(symbol, a, b, frame.Budget);
    }
}

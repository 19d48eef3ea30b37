using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>and</c> and <c>or</c>, which give one of their operands and evaluate the second only if needed.</summary>
internal sealed class LogicExpression(int at, bool isAnd, Expression left, Expression right) : Expression(at)
{
    protected override Value Compute(Frame frame)
    {
        var first = left.Evaluate(frame);
        return first.IsTrue == isAnd ? right.Evaluate(frame) : first;
    }
}

using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

internal sealed class NotExpression(int at, Expression operand) : Expression(at)
{
    protected override Value Compute(Frame frame) => BooleanValue.Of(!operand.Evaluate(frame).IsTrue);
}

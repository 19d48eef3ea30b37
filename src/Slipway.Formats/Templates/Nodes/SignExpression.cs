using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>-value</c> or <c>+value</c>.</summary>
internal sealed class SignExpression(int at, bool negative, Expression operand) : Expression(at)
{
    protected override Value Compute(Frame frame)
    {
        var negated = Arithmetic.Negate(operand.Evaluate(frame));
        return negative ? negated : Arithmetic.Negate(negated);
    }
}

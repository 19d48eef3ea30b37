using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>value if condition else other</c>.</summary>
internal sealed class ConditionalExpression(int at, Expression condition, Expression value, Expression? other) : Expression(at)
{
    protected override Value Compute(Frame frame) => condition.Evaluate(frame).IsTrue
        ? value.Evaluate(frame)
        : other?.Evaluate(frame) ?? new UndefinedValue("an inline if without else, whose condition is false,");
}

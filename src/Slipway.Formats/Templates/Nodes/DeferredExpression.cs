using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary>Stands for an expression that is written behind the one which uses it.</summary>
internal sealed class DeferredExpression(int at) : Expression(at)
{
    public Expression? Value { get; set; }

    protected override Value Compute(Frame frame) => Value!.Evaluate(frame);
}

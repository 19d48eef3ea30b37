using Slipway.Formats.Templates.Library;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>a ~ b ~ c</c>: all as texts.</summary>
internal sealed class ConcatenationExpression(int at, IReadOnlyList<Expression> parts) : Expression(at)
{
    protected override Value Compute(Frame frame) =>
        Operations.Join([.. parts.Select(part => part.Evaluate(frame))], TextValue.Empty, frame.Budget);
}

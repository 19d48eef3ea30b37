using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

internal sealed class Literal(int at, Value value) : Expression(at)
{
    protected override Value Compute(Frame frame) => value;
}

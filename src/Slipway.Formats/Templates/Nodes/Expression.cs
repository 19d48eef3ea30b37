using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

internal abstract class Expression(int at) : Node(at)
{
    public Value Evaluate(Frame frame)
    {
        frame.Budget.Enter(At);
        var value = Compute(frame);
        frame.Budget.Leave();
        return value;
    }

    protected abstract Value Compute(Frame frame);
}

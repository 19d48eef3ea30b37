namespace Slipway.Formats.Templates.Nodes;

internal abstract class Statement(int at) : Node(at)
{
    public Flow Execute(Frame frame)
    {
        frame.Budget.Enter(At);
        var flow = Run(frame);
        frame.Budget.Leave();
        return flow;
    }

    protected abstract Flow Run(Frame frame);
}

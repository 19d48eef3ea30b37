namespace Slipway.Formats.Templates.Nodes;

internal sealed class SetStatement(int at, Target target, Expression value) : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        var assigned = value.Evaluate(frame);
        frame.Budget.At = At;
        target.Assign(assigned, frame);
        return Flow.Next;
    }
}

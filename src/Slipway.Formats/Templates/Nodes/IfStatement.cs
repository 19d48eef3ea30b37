namespace Slipway.Formats.Templates.Nodes;

internal sealed class IfStatement(int at, IReadOnlyList<(Expression Condition, Statement Body)> branches, Statement? otherwise)
    : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        foreach (var (condition, body) in branches)
        {
            if (condition.Evaluate(frame).IsTrue)
                return body.Execute(frame);
        }
        return otherwise?.Execute(frame) ?? Flow.Next;
    }
}

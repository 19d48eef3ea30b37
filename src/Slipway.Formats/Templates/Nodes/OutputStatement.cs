namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>{{ expression }}</c>.</summary>
internal sealed class OutputStatement(int at, Expression expression) : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        expression.Evaluate(frame).Write(frame.Output);
        return Flow.Next;
    }
}

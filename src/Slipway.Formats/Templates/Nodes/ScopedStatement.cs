namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>with</c> and <c>generation</c>: a body whose names are its own.</summary>
internal sealed class ScopedStatement(int at, IReadOnlyList<(Target Target, Expression Value)> assignments, Statement body) : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        var inner = frame.Inner();
        foreach (var (target, value) in assignments)
            target.Assign(value.Evaluate(frame), inner);
        return body.Execute(inner);
    }
}

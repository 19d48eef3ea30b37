namespace Slipway.Formats.Templates.Nodes;

/// <summary>Statements one after the other.</summary>
internal sealed class Block(int at, IReadOnlyList<Statement> statements) : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        foreach (var statement in statements)
        {
            if (statement.Execute(frame) is not Flow.Next and var flow)
                return flow;
        }
        return Flow.Next;
    }
}

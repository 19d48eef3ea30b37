namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>break</c> and <c>continue</c>.</summary>
internal sealed class JumpStatement(int at, Flow flow) : Statement(at)
{
    protected override Flow Run(Frame frame) => flow;
}

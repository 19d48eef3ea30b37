namespace Slipway.Formats.Templates.Nodes;

/// <summary>Text between the tags.</summary>
internal sealed class TextStatement(int at, string text) : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        frame.Output.Append(text);
        return Flow.Next;
    }
}

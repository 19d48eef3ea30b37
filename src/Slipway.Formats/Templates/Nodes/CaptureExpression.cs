using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary>The text of a body, as <c>set … endset</c> and <c>filter … endfilter</c> take it. Names set inside stay inside.</summary>
internal sealed class CaptureExpression(int at, Statement body) : Expression(at)
{
    protected override Value Compute(Frame frame) => frame.Capture(body, new Scope(frame.Scope));
}

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>call(parameters) macro(arguments) … endcall</c>: a call that passes the block between as <c>caller</c>.</summary>
internal sealed class CallStatement(int at, CallExpression call, IReadOnlyList<Parameter> parameters, Statement body) : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        call.Invoke(frame, new MacroValue("caller", parameters, body, frame.Scope)).Write(frame.Output);
        return Flow.Next;
    }
}

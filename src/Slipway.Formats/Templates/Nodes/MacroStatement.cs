namespace Slipway.Formats.Templates.Nodes;

internal sealed class MacroStatement(int at, string name, IReadOnlyList<Parameter> parameters, Statement body) : Statement(at)
{
    protected override Flow Run(Frame frame)
    {
        frame.Scope.Set(name, new MacroValue(name, parameters, body, frame.Scope));
        return Flow.Next;
    }
}

using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary>Where a statement runs: the names that it sees, and where its text goes.</summary>
internal sealed record Frame(Scope Scope, TextBuilder Output, Budget Budget)
{
    /// <summary>Names set in there are not seen out here.</summary>
    public Frame Inner() => this with { Scope = new Scope(Scope) };

    /// <summary>Runs a body with names and an output of its own; returns its text.</summary>
    public TextValue Capture(Statement body, Scope scope)
    {
        var output = new TextBuilder(Budget);
        body.Execute(new Frame(scope, output, Budget));
        return output.ToText();
    }
}

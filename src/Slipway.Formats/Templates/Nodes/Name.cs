using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

internal sealed class Name(int at, string name) : Expression(at)
{
    public string Text { get; } = name;

    protected override Value Compute(Frame frame) => frame.Scope.Find(Text) ?? new UndefinedValue($"'{Text}'");
}

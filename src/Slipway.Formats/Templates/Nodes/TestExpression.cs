using Slipway.Formats.Templates.Library;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>input is name(arguments)</c>. An unknown test is an error only where it is reached, as in Jinja.</summary>
internal sealed class TestExpression(int at, Expression input, string name, ArgumentList arguments) : Expression(at)
{
    private readonly Builtin? test = Tests.Find(name);

    protected override Value Compute(Frame frame)
    {
        var value = input.Evaluate(frame);
        var passed = arguments.Evaluate(frame);
        frame.Budget.At = At;
        return (test ?? throw new TemplateException($"there is no test '{name}'")).Invoke(value, passed, frame.Budget);
    }
}

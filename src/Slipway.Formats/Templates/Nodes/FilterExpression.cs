using Slipway.Formats.Templates.Library;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>input | name(arguments)</c>. An unknown filter is an error only where it is reached, as in Jinja.</summary>
internal sealed class FilterExpression(int at, Expression input, string name, ArgumentList arguments) : Expression(at)
{
    private readonly Builtin? filter = Filters.Find(name);

    protected override Value Compute(Frame frame)
    {
        var value = input.Evaluate(frame);
        var passed = arguments.Evaluate(frame);
        frame.Budget.At = At;
        return (filter ?? throw new TemplateException($"there is no filter '{name}'")).Invoke(value, passed, frame.Budget);
    }
}

using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>subject.name</c>: an attribute or method, else what stands under the key of that name.</summary>
internal sealed class MemberAccess(int at, Expression subject, string name) : Expression(at)
{
    public Expression Subject { get; } = subject;

    public string Name { get; } = name;

    protected override Value Compute(Frame frame)
    {
        var value = Subject.Evaluate(frame);
        frame.Budget.At = At;
        return value.Member(Name, frame.Budget) ?? new UndefinedValue($"'{Name}' of {value.Type}");
    }
}

using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>subject[key]</c>: what stands under the key, else the attribute or method of that name.</summary>
internal sealed class IndexAccess(int at, Expression subject, Expression key) : Expression(at)
{
    protected override Value Compute(Frame frame)
    {
        var value = subject.Evaluate(frame);
        var index = key.Evaluate(frame);
        frame.Budget.At = At;
        var found = value.Item(index, frame.Budget);
        if (found is null && index is TextValue name)
            found = value.Member(name.Text, frame.Budget);
        return found ?? new UndefinedValue(index is TextValue text ? $"'{text.Text}' of {value.Type}" : $"an element of {value.Type}");
    }
}

using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>[a, b]</c> or <c>(a, b)</c>.</summary>
internal sealed class ListDisplay(int at, IReadOnlyList<Expression> elements, bool isTuple) : Expression(at)
{
    public IReadOnlyList<Expression> Elements { get; } = elements;

    public bool IsTuple { get; } = isTuple;

    protected override Value Compute(Frame frame)
    {
        var values = new List<Value>(Elements.Count);
        foreach (var element in Elements)
            values.Add(element.Evaluate(frame));
        return new ListValue(values, IsTuple);
    }
}

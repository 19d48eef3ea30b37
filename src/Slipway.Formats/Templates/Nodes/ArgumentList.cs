using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary>The arguments of a call, filter or test, as they are written.</summary>
internal sealed class ArgumentList(IReadOnlyList<Expression> positional, IReadOnlyList<(string Name, Expression Value)> named)
{
    public static readonly ArgumentList None = new([], []);

    public Arguments Evaluate(Frame frame)
    {
        if (positional.Count == 0 && named.Count == 0)
            return Arguments.None;
        var values = new List<Value>(positional.Count);
        foreach (var argument in positional)
            values.Add(argument.Evaluate(frame));
        var byName = new List<(string, Value)>(named.Count);
        foreach (var (name, value) in named)
            byName.Add((name, value.Evaluate(frame)));
        return new(values, byName);
    }
}

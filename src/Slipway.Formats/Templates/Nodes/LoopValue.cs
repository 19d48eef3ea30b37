using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary>What the name <c>loop</c> stands for in a loop; can be called where the loop is recursive.</summary>
internal sealed class LoopValue(List<Value> elements, int depth, Func<Value, Value>? recurse) : Value
{
    private Value[]? lastChecked;

    public override string Type => "loop";

    public override bool IsTrue => true;

    /// <summary>Of the element whose turn it is; before the first -1.</summary>
    public int Index { get; set; } = -1;

    public override int? Length => elements.Count;

    public override Value? Member(string name, Budget budget) => name switch
    {
        "index" => new IntegerValue(Index + 1),
        "index0" => new IntegerValue(Index),
        "revindex" => new IntegerValue(elements.Count - Index),
        "revindex0" => new IntegerValue(elements.Count - Index - 1),
        "first" => BooleanValue.Of(Index == 0),
        "last" => BooleanValue.Of(Index == elements.Count - 1),
        "length" => new IntegerValue(elements.Count),
        "depth" => new IntegerValue(depth + 1),
        "depth0" => new IntegerValue(depth),
        "previtem" => Index > 0 ? elements[Index - 1] : new UndefinedValue("'previtem' of the first element"),
        "nextitem" => Index + 1 < elements.Count ? elements[Index + 1] : new UndefinedValue("'nextitem' of the last element"),
        "cycle" => new FunctionValue("cycle", Cycle),
        "changed" => new FunctionValue("changed", Changed),
        _ => null,
    };

    public override Value Call(Arguments arguments, Budget budget) => recurse is not null && arguments.Positional is [var inner]
        ? recurse(inner)
        : throw new TemplateException("only a loop marked 'recursive' can be called, with what to go through");

    public override void Write(TextBuilder to) => to.Append($"<LoopContext {Index + 1}/{elements.Count}>");

    private Value Cycle(Arguments arguments, Budget budget) => arguments.Positional.Count > 0
        ? arguments.Positional[Index % arguments.Positional.Count]
        : throw new TemplateException("'cycle' has no values");

    private BooleanValue Changed(Arguments arguments, Budget budget)
    {
        var values = arguments.Positional.ToArray();
        var same = lastChecked is not null && lastChecked.Length == values.Length &&
            lastChecked.Zip(values).All(pair => Comparison.AreEqual(pair.First, pair.Second, budget));
        lastChecked = values;
        return BooleanValue.Of(!same);
    }
}

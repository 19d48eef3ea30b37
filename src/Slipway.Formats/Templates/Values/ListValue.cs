using Slipway.Formats.Templates.Library;

namespace Slipway.Formats.Templates.Values;

/// <summary>A list, or a tuple where <see cref="IsTuple"/>.</summary>
internal sealed class ListValue(List<Value> values, bool isTuple = false) : Value
{
    public List<Value> Values { get; } = values;

    public bool IsTuple { get; } = isTuple;

    public override string Type => IsTuple ? "tuple" : "list";

    public override bool IsTrue => Values.Count > 0;

    public override int? Length => Values.Count;

    // One after the other: a template may append while it loops.
    public override IEnumerable<Value> Elements(Budget budget)
    {
        for (var i = 0; i < Values.Count; i++)
            yield return Values[i];
    }

    public override Value? Member(string name, Budget budget) => ListMethods.All.Bind(name, this);

    public override Value? Item(Value key, Budget budget)
    {
        if (!Numbers.IsInteger(key, out var index))
            return null;
        if (index < 0)
            index += Values.Count;
        return index >= 0 && index < Values.Count ? Values[(int)index] : null;
    }

    public override void Write(TextBuilder to)
    {
        to.Budget.Enter(to.Budget.At);
        to.Append(IsTuple ? "(" : "[");
        for (var i = 0; i < Values.Count; i++)
        {
            if (i > 0)
                to.Append(", ");
            to.Budget.Charge();
            Values[i].WriteRepr(to);
        }
        to.Append(!IsTuple ? "]" : Values.Count == 1 ? ",)" : ")");
        to.Budget.Leave();
    }
}

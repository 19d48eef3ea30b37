using Slipway.Formats.Templates.Library;

namespace Slipway.Formats.Templates.Values;

/// <summary>A dictionary in the order of insertion.</summary>
internal sealed class MapValue : Value
{
    public OrderedDictionary<Value, Value> Entries { get; } = new(KeyComparer.Instance);

    public override string Type => "dict";

    public override bool IsTrue => Entries.Count > 0;

    public override int? Length => Entries.Count;

    public override IEnumerable<Value> Elements(Budget budget) => Entries.Keys;

    public override Value? Member(string name, Budget budget) =>
        MapMethods.All.Bind(name, this) ?? Find(name);

    public override Value? Item(Value key, Budget budget)
    {
        budget.ChargeKey(key);
        return KeyComparer.IsKey(key) ? Entries.GetValueOrDefault(key) : null;
    }

    public Value? Find(string key) => Entries.GetValueOrDefault(TextValue.Of(key));

    public void Set(string key, Value value) => Entries[TextValue.Of(key)] = value;

    public override void Write(TextBuilder to)
    {
        to.Budget.Enter(to.Budget.At);
        to.Append("{");
        var first = true;
        foreach (var (key, value) in Entries)
        {
            if (!first)
                to.Append(", ");
            first = false;
            to.Budget.Charge();
            key.WriteRepr(to);
            to.Append(": ");
            value.WriteRepr(to);
        }
        to.Append("}");
        to.Budget.Leave();
    }
}

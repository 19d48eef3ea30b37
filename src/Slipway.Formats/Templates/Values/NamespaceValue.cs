namespace Slipway.Formats.Templates.Values;

/// <summary>What <c>namespace()</c> makes: the one thing whose attributes a template can set, from inside a loop too.</summary>
internal sealed class NamespaceValue(MapValue attributes) : Value
{
    public override string Type => "namespace";

    public override bool IsTrue => true;

    public override Value? Member(string name, Budget budget) => attributes.Find(name);

    public override Value? Item(Value key, Budget budget) => attributes.Item(key, budget);

    public void Set(string name, Value value) => attributes.Set(name, value);

    public override void Write(TextBuilder to)
    {
        to.Append("<Namespace ");
        attributes.Write(to);
        to.Append(">");
    }
}

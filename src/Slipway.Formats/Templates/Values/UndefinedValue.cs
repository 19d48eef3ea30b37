namespace Slipway.Formats.Templates.Values;

/// <summary>What a name, attribute or index stands for that isn't there: empty as text and in loops, an error in all else.</summary>
internal sealed class UndefinedValue(string description) : Value
{
    public static readonly UndefinedValue Nothing = new("the value");

    public override string Type => "undefined";

    public override bool IsTrue => false;

    public override int? Length => 0;

    public override void Write(TextBuilder to)
    {
    }

    public override void WriteRepr(TextBuilder to) => to.Append("Undefined");

    public override IEnumerable<Value> Elements(Budget budget) => [];

    public override Value Member(string name, Budget budget) => throw Fail();

    public override Value Item(Value key, Budget budget) => throw Fail();

    public override Value Call(Arguments arguments, Budget budget) => throw Fail();

    public TemplateException Fail() => new($"{description} is undefined");
}

namespace Slipway.Formats.Templates.Values;

internal sealed class BooleanValue : Value
{
    public static readonly BooleanValue True = new(true);
    public static readonly BooleanValue False = new(false);

    private BooleanValue(bool value) => IsTrue = value;

    public override string Type => "bool";

    public override bool IsTrue { get; }

    public static BooleanValue Of(bool value) => value ? True : False;

    public override void Write(TextBuilder to) => to.Append(IsTrue ? "True" : "False");
}

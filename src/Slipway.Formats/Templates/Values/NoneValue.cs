namespace Slipway.Formats.Templates.Values;

internal sealed class NoneValue : Value
{
    public static readonly NoneValue Instance = new();

    private NoneValue()
    {
    }

    public override string Type => "None";

    public override bool IsTrue => false;

    public override void Write(TextBuilder to) => to.Append("None");
}

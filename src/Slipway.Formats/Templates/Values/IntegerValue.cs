using System.Globalization;

namespace Slipway.Formats.Templates.Values;

internal sealed class IntegerValue(long value) : Value
{
    public long Value { get; } = value;

    public override string Type => "int";

    public override bool IsTrue => Value != 0;

    public override void Write(TextBuilder to) => to.Append(Value.ToString(CultureInfo.InvariantCulture));
}

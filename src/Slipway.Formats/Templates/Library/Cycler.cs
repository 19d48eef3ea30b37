using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>What <c>cycler(…)</c> makes: gives its values in turn.</summary>
internal sealed class Cycler(List<Value> values) : Value
{
    private int next;

    public override string Type => "cycler";

    public override bool IsTrue => true;

    public override Value? Member(string name, Budget budget) => name switch
    {
        "current" when values.Count > 0 => values[next],
        "next" => new FunctionValue("next", (_, _) => Next()),
        "reset" => new FunctionValue("reset", (_, _) => Reset()),
        _ => null,
    };

    public override void Write(TextBuilder to) => to.Append("<cycler>");

    private Value Next()
    {
        if (values.Count == 0)
            throw new TemplateException("'cycler' has no values");
        var current = values[next];
        next = (next + 1) % values.Count;
        return current;
    }

    private NoneValue Reset()
    {
        next = 0;
        return NoneValue.Instance;
    }
}

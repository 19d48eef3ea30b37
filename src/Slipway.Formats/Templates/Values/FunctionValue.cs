namespace Slipway.Formats.Templates.Values;

/// <summary>Something that a template can call.</summary>
internal sealed class FunctionValue(string name, Func<Arguments, Budget, Value> body) : Value
{
    public override string Type => "function";

    public override bool IsTrue => true;

    public override Value Call(Arguments arguments, Budget budget) => body(arguments, budget);

    public override void Write(TextBuilder to) => to.Append($"<function {name}>");
}

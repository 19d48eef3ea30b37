using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary>A macro, or the block of a call. It sees the names of where it was defined, as they are when it runs.</summary>
internal sealed class MacroValue(string name, IReadOnlyList<Parameter> parameters, Statement body, Scope home) : Value
{
    public override string Type => "macro";

    public override bool IsTrue => true;

    public override Value? Member(string member, Budget budget) => member == "name" ? TextValue.Of(name) : null;

    public override void Write(TextBuilder to) => to.Append($"<Macro '{name}'>");

    public override Value Call(Arguments arguments, Budget budget)
    {
        budget.Enter(budget.At);
        var scope = new Scope(home);
        var frame = new Frame(scope, new TextBuilder(budget), budget);
        for (var i = 0; i < parameters.Count; i++)
            scope.Set(parameters[i].Name, Passed(arguments, i) ?? new UndefinedValue($"parameter '{parameters[i].Name}'"));
        SetRest(arguments, scope);
        for (var i = 0; i < parameters.Count; i++)
        {
            if (Passed(arguments, i) is null && parameters[i].Default is { } value)
                scope.Set(parameters[i].Name, value.Evaluate(frame));
        }
        var text = frame.Capture(body, scope);
        budget.Leave();
        return text;
    }

    private Value? Passed(Arguments arguments, int index) => index < arguments.Positional.Count
        ? arguments.Positional[index]
        : arguments.ByName(parameters[index].Name);

    private void SetRest(Arguments arguments, Scope scope)
    {
        var named = new MapValue();
        foreach (var (key, value) in arguments.Named)
        {
            var index = parameters.Select(parameter => parameter.Name).ToList().IndexOf(key);
            if (index >= 0 && index < arguments.Positional.Count)
                throw new TemplateException($"macro '{name}' gets '{key}' twice");
            if (key == "caller")
                scope.Set(key, value);
            else if (index < 0)
                named.Set(key, value);
        }
        scope.Set("varargs", new ListValue(arguments.Positional[Math.Min(parameters.Count, arguments.Positional.Count)..], isTuple: true));
        scope.Set("kwargs", named);
    }
}

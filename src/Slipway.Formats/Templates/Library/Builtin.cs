using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>A filter, test, method or function of the language.</summary>
internal sealed class Builtin(string name, string[] parameters, Func<Call, Value> body)
{
    private readonly bool takesAnything = parameters is ["*"];

    public Value Invoke(Value input, Arguments arguments, Budget budget)
    {
        var bound = takesAnything ? [] : arguments.Bind(name, parameters);
        return body(new Call(name, parameters, input, bound, arguments, budget));
    }
}

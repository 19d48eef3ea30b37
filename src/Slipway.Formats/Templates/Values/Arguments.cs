namespace Slipway.Formats.Templates.Values;

/// <summary>What a call passes: values by position and values by name.</summary>
internal sealed class Arguments(List<Value> positional, List<(string Name, Value Value)> named)
{
    public static readonly Arguments None = new([], []);

    public List<Value> Positional { get; } = positional;

    public List<(string Name, Value Value)> Named { get; } = named;

    public Value? ByName(string name) => Named.Find(argument => argument.Name == name).Value;

    /// <summary>The value for each parameter, null where none was passed; an error for values that no parameter takes.</summary>
    public Value?[] Bind(string callee, string[] parameters)
    {
        if (Positional.Count > parameters.Length)
            throw new TemplateException($"'{callee}' takes at most {parameters.Length} arguments, not {Positional.Count}");
        var bound = new Value?[parameters.Length];
        for (var i = 0; i < Positional.Count; i++)
            bound[i] = Positional[i];
        foreach (var (name, value) in Named)
        {
            var index = Array.IndexOf(parameters, name);
            if (index < 0)
                throw new TemplateException($"'{callee}' has no parameter '{name}'");
            if (bound[index] is not null)
                throw new TemplateException($"'{callee}' gets '{name}' twice");
            bound[index] = value;
        }
        return bound;
    }
}

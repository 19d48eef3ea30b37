using System.Collections;
using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>Builtins by name. A signature is the name and its parameters, all between blanks; '*' takes any.</summary>
internal sealed class BuiltinTable : IEnumerable<string>
{
    private readonly Dictionary<string, Builtin> entries = [];

    public void Add(string signature, Func<Call, Value> body)
    {
        var words = signature.Split(' ');
        entries.Add(words[0], new Builtin(words[0], words[1..], body));
    }

    public void Add(string signature, Func<Call, bool> body) => Add(signature, call => BooleanValue.Of(body(call)));

    public void AddAlias(string alias, string name) => entries.Add(alias, entries[name]);

    public Builtin? Find(string name) => entries.GetValueOrDefault(name);

    /// <summary>The method of this name, bound to its object.</summary>
    public FunctionValue? Bind(string name, Value self) => entries.TryGetValue(name, out var method)
        ? new FunctionValue(name, (arguments, budget) => method.Invoke(self, arguments, budget))
        : null;

    public IEnumerator<string> GetEnumerator() => entries.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

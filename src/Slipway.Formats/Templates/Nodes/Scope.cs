using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary>Names and their values. Setting a name never changes an outer scope, which is why templates use namespaces.</summary>
internal sealed class Scope(Scope? outer = null)
{
    private readonly Dictionary<string, Value> names = [];

    public Value? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.names.TryGetValue(name, out var value))
                return value;
        }
        return null;
    }

    private Scope? Outer { get; } = outer;

    public void Set(string name, Value value) => names[name] = value;
}

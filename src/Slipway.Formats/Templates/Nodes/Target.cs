using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary>What 'set' and 'for' assign to: a name, an attribute of a namespace, or several of them.</summary>
internal abstract class Target
{
    public abstract void Assign(Value value, Frame frame);

    public sealed class ToName(string name) : Target
    {
        public override void Assign(Value value, Frame frame) => frame.Scope.Set(name, value);
    }

    public sealed class ToAttribute(string name, string attribute) : Target
    {
        public override void Assign(Value value, Frame frame)
        {
            if (frame.Scope.Find(name) is not NamespaceValue space)
                throw new TemplateException($"'{name}' is no namespace, so its attributes cannot be set");
            space.Set(attribute, value);
        }
    }

    public sealed class ToEach(IReadOnlyList<Target> targets) : Target
    {
        public override void Assign(Value value, Frame frame)
        {
            var values = value.ToList(frame.Budget);
            if (values.Count != targets.Count)
                throw new TemplateException($"{values.Count} values cannot be assigned to {targets.Count} names");
            for (var i = 0; i < targets.Count; i++)
                targets[i].Assign(values[i], frame);
        }
    }
}

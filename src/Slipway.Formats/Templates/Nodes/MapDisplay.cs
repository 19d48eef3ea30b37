using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Nodes;

/// <summary><c>{key: value}</c>.</summary>
internal sealed class MapDisplay(int at, IReadOnlyList<(Expression Key, Expression Value)> entries) : Expression(at)
{
    protected override Value Compute(Frame frame)
    {
        var map = new MapValue();
        foreach (var (key, value) in entries)
        {
            var name = key.Evaluate(frame);
            frame.Budget.ChargeKey(name);
            map.Entries[name] = value.Evaluate(frame);
        }
        return map;
    }
}

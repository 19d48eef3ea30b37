using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>The methods of Python's dict that templates use.</summary>
internal static class MapMethods
{
    public static readonly BuiltinTable All = new()
    {
        { "items", call => Items(Map(call), call.Budget) },
        { "keys", call => new ListValue(call.InputList()) },
        { "values", call => Values(call) },
        { "get key default", call => Map(call).Entries.GetValueOrDefault(Key(call)) ?? call.At(1, NoneValue.Instance) },
        { "pop key default", Pop },
        { "update *", Update },
        { "setdefault key default", SetDefault },
        { "copy", call => Copy(call) },
    };

    public static ListValue Items(MapValue map, Budget budget)
    {
        budget.Charge(map.Entries.Count);
        return new([.. map.Entries.Select(entry => new ListValue([entry.Key, entry.Value], isTuple: true))]);
    }

    private static MapValue Map(Call call) => (MapValue)call.Input;

    private static ListValue Values(Call call)
    {
        call.Budget.Charge(Map(call).Entries.Count);
        return new([.. Map(call).Entries.Values]);
    }

    private static Value Key(Call call)
    {
        call.Budget.ChargeKey(call.At(0));
        return call.At(0);
    }

    private static Value Pop(Call call)
    {
        // Those behind move up.
        call.Budget.Charge(Map(call).Entries.Count);
        return Map(call).Entries.Remove(Key(call), out var value) ? value : call.Bound[1] ?? throw call.Fail("finds no such key");
    }

    private static NoneValue Update(Call call)
    {
        Functions.AddAll(Map(call), call);
        return NoneValue.Instance;
    }

    private static Value SetDefault(Call call)
    {
        Map(call).Entries.TryAdd(Key(call), call.At(1, NoneValue.Instance));
        return Map(call).Entries[Key(call)];
    }

    private static MapValue Copy(Call call)
    {
        var copy = new MapValue();
        call.Budget.Charge(Map(call).Entries.Count);
        foreach (var (key, value) in Map(call).Entries)
            copy.Entries.Add(key, value);
        return copy;
    }
}

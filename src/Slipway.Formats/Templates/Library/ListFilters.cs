using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>Filters over collections as a whole.</summary>
internal static class ListFilters
{
    public static readonly BuiltinTable All = new()
    {
        { "default default_value boolean", Default },
        { "d default_value boolean", Default },
        { "length", Length },
        { "count", Length },
        { "first", call => call.InputList() is [var first, ..] ? first : UndefinedValue.Nothing },
        { "last", call => call.InputList() is [.., var last] ? last : UndefinedValue.Nothing },
        { "list", call => new ListValue(call.InputList()) },
        { "items", Items },
        { "join d attribute", Join },
        { "reverse", Reverse },
        { "sort reverse case_sensitive attribute", Sort },
        { "dictsort case_sensitive by reverse", SortMap },
        { "unique case_sensitive attribute", Unique },
        { "min case_sensitive attribute", call => Extreme(call, -1) },
        { "max case_sensitive attribute", call => Extreme(call, 1) },
        { "sum attribute start", Sum },
        { "batch linecount fill_with", Batch },
        { "attr name", call => call.Input.Member(call.TextAt(0).Text, call.Budget) ?? UndefinedValue.Nothing },
    };

    private static Value Default(Call call) =>
        call.Input is UndefinedValue || (call.FlagAt(1) && !call.Input.IsTrue) ? call.At(0, TextValue.Empty) : call.Input;

    private static Value Length(Call call) => new IntegerValue(
        call.Input.Length ?? throw call.Fail($"has no meaning for {call.Input.Type}"));

    private static Value Items(Call call) => call.Input switch
    {
        MapValue map => MapMethods.Items(map, call.Budget),
        UndefinedValue => new ListValue([]),
        _ => throw call.Fail($"needs a dict, not {call.Input.Type}"),
    };

    private static Value Join(Call call)
    {
        var parts = call.InputList();
        if (call.Has(1))
            parts = parts.ConvertAll(part => Operations.Follow(part, call.At(1), call.Budget));
        return Operations.Join(parts, call.At(0, TextValue.Empty).ToText(call.Budget), call.Budget);
    }

    private static Value Reverse(Call call)
    {
        var elements = call.InputList();
        elements.Reverse();
        return call.Input is TextValue ? Operations.Join(elements, TextValue.Empty, call.Budget) : new ListValue(elements);
    }

    private static Value Sort(Call call)
    {
        var key = SortKey(call, 1, 2);
        return new ListValue(Sorted(call.InputList(), key, call.FlagAt(0), call.Budget));
    }

    private static Value SortMap(Call call)
    {
        var entries = call.Input is MapValue map ? MapMethods.Items(map, call.Budget).Values : throw call.Fail("needs a dict");
        var by = call.TextAt(1, "key").Text switch { "key" => 0, "value" => 1, _ => throw call.Fail("sorts by 'key' or 'value'") };
        var fold = !call.FlagAt(0);
        return new ListValue(Sorted(entries, entry => Fold(((ListValue)entry).Values[by], fold, call.Budget), call.FlagAt(2), call.Budget));
    }

    private static List<Value> Sorted(List<Value> values, Func<Value, Value> key, bool descending, Budget budget)
    {
        var order = Comparer<Value>.Create((a, b) => Comparison.Compare(a, b, budget));
        return [.. descending ? values.OrderByDescending(key, order) : values.OrderBy(key, order)];
    }

    private static Value Unique(Call call)
    {
        var key = SortKey(call, 0, 1);
        var seen = new HashSet<Value>(KeyComparer.Instance);
        bool IsNew(Value value)
        {
            call.Budget.ChargeKey(value);
            return seen.Add(value);
        }
        return new ListValue([.. call.InputList().Where(value => IsNew(key(value)))]);
    }

    private static Value Extreme(Call call, int sign)
    {
        var key = SortKey(call, 0, 1);
        Value? best = null;
        foreach (var value in call.InputList())
        {
            if (best is null || Comparison.Compare(key(value), key(best), call.Budget) * sign > 0)
                best = value;
        }
        return best ?? UndefinedValue.Nothing;
    }

    private static Value Sum(Call call)
    {
        var sum = call.At(1, new IntegerValue(0));
        foreach (var value in call.InputList())
            sum = Arithmetic.Apply("+", sum, call.Has(0) ? Operations.Follow(value, call.At(0), call.Budget) : value, call.Budget);
        return sum;
    }

    private static Value Batch(Call call)
    {
        var size = Math.Max(1, call.IntegerAt(0));
        var batches = new List<Value>();
        foreach (var value in call.InputList())
        {
            if (batches is not [.., ListValue last] || last.Values.Count >= size)
                batches.Add(last = new ListValue([]));
            last.Values.Add(value);
        }
        if (call.Has(1) && batches is [.., ListValue end])
        {
            call.Budget.Charge(Math.Min(size, int.MaxValue));
            end.Values.AddRange(Enumerable.Repeat(call.At(1), (int)size - end.Values.Count));
        }
        return new ListValue(batches);
    }

    private static Func<Value, Value> SortKey(Call call, int caseSensitive, int attribute)
    {
        var fold = !call.FlagAt(caseSensitive);
        return value => Fold(call.Has(attribute) ? Operations.Follow(value, call.At(attribute), call.Budget) : value, fold, call.Budget);
    }

    private static Value Fold(Value value, bool fold, Budget budget) => fold && value is TextValue text
        ? text.WithCharacters(text.Text.ToLowerInvariant(), budget)
        : value;
}

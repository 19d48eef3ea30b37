using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>The functions that every template can call.</summary>
internal static class Functions
{
    // Jinja's own sandbox has the same limit.
    private const int LongestRange = 100_000;

    public static readonly BuiltinTable All = new()
    {
        { "range start stop step", Range },
        { "dict *", call => AddAll(new MapValue(), call) },
        { "namespace *", call => new NamespaceValue(AddAll(new MapValue(), call)) },
        { "joiner sep", call => Joiner(call.TextAt(0, ", ")) },
        { "cycler *", call => new Cycler(call.Arguments.Positional) },
        { "raise_exception message", Raise },
    };

    public static FunctionValue StrftimeNow(TimeProvider clock) => new("strftime_now", (arguments, budget) =>
        DateFormat.Apply(arguments.Bind("strftime_now", ["format"])[0] as TextValue
            ?? throw new TemplateException("'strftime_now' needs a format"), clock.GetLocalNow(), budget));

    /// <summary>Adds what dict() and update() take: maps, lists of pairs, and named values.</summary>
    public static MapValue AddAll(MapValue map, Call call)
    {
        foreach (var source in call.Arguments.Positional)
        {
            var pairs = source is MapValue other ? MapMethods.Items(other, call.Budget) : source;
            foreach (var pair in pairs.ToList(call.Budget))
            {
                if (pair is not ListValue { Values: [var key, var value] })
                    throw call.Fail("needs pairs of a key and a value");
                call.Budget.ChargeKey(key);
                map.Entries[key] = value;
            }
        }
        foreach (var (name, value) in call.Arguments.Named)
            map.Set(name, value);
        return map;
    }

    private static ListValue Range(Call call)
    {
        var (start, stop) = call.Has(1) ? (call.IntegerAt(0), call.IntegerAt(1)) : (0, call.IntegerAt(0));
        var step = call.IntegerAt(2, 1);
        if (step == 0)
            throw call.Fail("needs a step other than 0");
        var values = new List<Value>();
        for (var i = (Int128)start; step > 0 ? i < stop : i > stop; i += step)
        {
            call.Budget.Charge();
            if (values.Count == LongestRange)
                throw call.Fail($"gives at most {LongestRange} numbers");
            values.Add(new IntegerValue((long)i));
        }
        return new(values);
    }

    private static FunctionValue Joiner(TextValue separator)
    {
        var used = false;
        return new("joiner", (_, _) =>
        {
            var first = !used;
            used = true;
            return first ? TextValue.Empty : separator;
        });
    }

    private static Value Raise(Call call) => throw new TemplateException(
        string.Join(' ', call.At(0).ToText(call.Budget).Text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)),
        TemplateFault.Raised);
}

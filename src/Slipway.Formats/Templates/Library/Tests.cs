using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>What can stand behind 'is'.</summary>
internal static class Tests
{
    private static readonly BuiltinTable All = new()
    {
        { "defined", call => call.Input is not UndefinedValue },
        { "undefined", call => call.Input is UndefinedValue },
        { "none", call => call.Input is NoneValue },
        { "boolean", call => call.Input is BooleanValue },
        { "true", call => call.Input is BooleanValue { IsTrue: true } },
        { "false", call => call.Input is BooleanValue { IsTrue: false } },
        { "integer", call => call.Input is IntegerValue },
        { "float", call => call.Input is FloatValue },
        { "number", call => Numbers.IsNumber(call.Input, out _) },
        { "string", call => call.Input is TextValue },
        { "mapping", call => call.Input is MapValue },
        { "sequence", call => call.Input.Length is not null },
        { "iterable", call => call.Input.Elements(call.Budget) is not null },
        { "callable", call => call.Input is FunctionValue or UndefinedValue },
        { "lower", call => Operations.IsAll(call.Text, char.IsLower, char.IsUpper, call.Budget) },
        { "upper", call => Operations.IsAll(call.Text, char.IsUpper, char.IsLower, call.Budget) },
        { "odd", call => Remainder(call.Input, new IntegerValue(2), call) == 1 },
        { "even", call => Remainder(call.Input, new IntegerValue(2), call) == 0 },
        { "divisibleby num", call => Remainder(call.Input, call.At(0), call) == 0 },
        { "in seq", call => Comparison.Contains(call.At(0), call.Input, call.Budget) },
        { "sameas other", call => ReferenceEquals(call.Input, call.At(0)) ||
            (call.Input.GetType() == call.At(0).GetType() && call.Input is IntegerValue or NoneValue or TextValue &&
             Comparison.AreEqual(call.Input, call.At(0), call.Budget)) },
        { "filter", call => Filters.Find(call.Text.Text) is not null },
        { "test", call => Find(call.Text.Text) is not null },
        { "eq other", call => Comparison.AreEqual(call.Input, call.At(0), call.Budget) },
        { "ne other", call => !Comparison.AreEqual(call.Input, call.At(0), call.Budget) },
        { "lt other", call => Comparison.Compare(call.Input, call.At(0), call.Budget) < 0 },
        { "le other", call => Comparison.Compare(call.Input, call.At(0), call.Budget) <= 0 },
        { "gt other", call => Comparison.Compare(call.Input, call.At(0), call.Budget) > 0 },
        { "ge other", call => Comparison.Compare(call.Input, call.At(0), call.Budget) >= 0 },
    };

    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["equalto"] = "eq",
        ["=="] = "eq",
        ["!="] = "ne",
        ["lessthan"] = "lt",
        ["<"] = "lt",
        ["<="] = "le",
        ["greaterthan"] = "gt",
        [">"] = "gt",
        [">="] = "ge",
    };

    public static Builtin? Find(string name) => All.Find(Aliases.GetValueOrDefault(name, name));

    /// <summary>The test that a filter names as its argument.</summary>
    public static Builtin Get(string name) => Find(name) ?? throw new TemplateException($"there is no test '{name}'");

    private static double Remainder(Value value, Value divisor, Call call) =>
        Numbers.IsNumber(Arithmetic.Apply("%", value, divisor, call.Budget), out var rest) ? rest : double.NaN;
}

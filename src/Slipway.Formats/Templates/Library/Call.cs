using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>One call of a builtin: what it is applied to, and its arguments by the place of their parameter.</summary>
internal readonly record struct Call(
    string Name, string[] Parameters, Value Input, Value?[] Bound, Arguments Arguments, Budget Budget)
{
    /// <summary>The input of a method of texts, or of a filter that takes anything for its text.</summary>
    public TextValue Text => Input.ToText(Budget);

    public bool Has(int index) => Bound[index] is not (null or NoneValue);

    public Value At(int index) => Bound[index] ?? throw Fail($"lacks '{Parameters[index]}'");

    public Value At(int index, Value fallback) => Bound[index] ?? fallback;

    public TextValue TextAt(int index) => At(index) as TextValue ?? throw Wrong(index, "a str");

    public TextValue TextAt(int index, string fallback) => Has(index) ? TextAt(index) : TextValue.Of(fallback);

    public long IntegerAt(int index) => Numbers.IsInteger(At(index), out var integer) ? integer : throw Wrong(index, "an int");

    public long IntegerAt(int index, long fallback) => Has(index) ? IntegerAt(index) : fallback;

    public bool FlagAt(int index, bool fallback = false) => Bound[index]?.IsTrue ?? fallback;

    public List<Value> InputList() => Input.ToList(Budget);

    public TextBuilder NewText() => new(Budget);

    public TemplateException Fail(string problem) => new($"'{Name}' {problem}");

    private TemplateException Wrong(int index, string expected) =>
        Fail($"needs {expected} as '{Parameters[index]}', not {Bound[index]!.Type}");
}

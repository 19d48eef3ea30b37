namespace Slipway.Formats.Templates.Values;

/// <summary>Which keys of a dictionary are the same: 1, 1.0 and True are, and a text is whoever wrote it.</summary>
internal sealed class KeyComparer : IEqualityComparer<Value>
{
    public static readonly KeyComparer Instance = new();

    public static bool IsKey(Value value) => value is TextValue or NoneValue or UndefinedValue or ListValue { IsTuple: true } || Numbers.IsNumber(value, out _);

    public bool Equals(Value? x, Value? y) => (x, y) switch
    {
        (TextValue a, TextValue b) => a.Text == b.Text,
        (NoneValue, NoneValue) or (UndefinedValue, UndefinedValue) => true,
        (ListValue a, ListValue b) => a.Values.SequenceEqual(b.Values, this),
        _ => Numbers.IsNumber(x, out var a) && Numbers.IsNumber(y, out var b) && a == b,
    };

    public int GetHashCode(Value key) => key switch
    {
        TextValue text => text.Text.GetHashCode(StringComparison.Ordinal),
        NoneValue or UndefinedValue => 0,
        // Tuples in tuples could share so much that hashing them never ends.
        ListValue { IsTuple: true } tuple when !tuple.Values.Exists(value => value is ListValue) =>
            tuple.Values.Aggregate(17, (hash, value) => HashCode.Combine(hash, GetHashCode(value))),
        _ when Numbers.IsNumber(key, out var number) => number.GetHashCode(),
        _ => throw new TemplateException($"{key.Type} cannot be a key"),
    };
}

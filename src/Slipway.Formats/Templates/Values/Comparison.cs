namespace Slipway.Formats.Templates.Values;

/// <summary>Equality, order and membership as Python defines them.</summary>
internal static class Comparison
{
    public static bool AreEqual(Value a, Value b, Budget budget)
    {
        budget.Charge();
        if (ReferenceEquals(a, b))
            return true;
        switch (a, b)
        {
            case (TextValue x, TextValue y):
                budget.ChargeReading(Math.Min(x.Text.Length, y.Text.Length));
                return x.Text == y.Text;
            case (ListValue x, ListValue y):
                return x.IsTuple == y.IsTuple && x.Values.Count == y.Values.Count && Nested(budget, () =>
                    x.Values.Zip(y.Values).All(pair => AreEqual(pair.First, pair.Second, budget)));
            case (MapValue x, MapValue y):
                return x.Entries.Count == y.Entries.Count && Nested(budget, () =>
                    x.Entries.All(entry => y.Entries.TryGetValue(entry.Key, out var other) && AreEqual(entry.Value, other, budget)));
            case (NoneValue, NoneValue) or (UndefinedValue, UndefinedValue):
                return true;
            default:
                return Numbers.IsNumber(a, out var m) && Numbers.IsNumber(b, out var n) && m == n && Order(a, b) == 0;
        }
    }

    /// <summary>Negative, zero or positive; an error for values without an order between them.</summary>
    public static int Compare(Value a, Value b, Budget budget)
    {
        budget.Charge();
        switch (a, b)
        {
            case (TextValue x, TextValue y):
                budget.ChargeReading(Math.Min(x.Text.Length, y.Text.Length));
                return CompareCodePoints(x.Text, y.Text);
            case (ListValue x, ListValue y) when x.IsTuple == y.IsTuple:
                var different = x.Values.Zip(y.Values).FirstOrDefault(pair => !AreEqual(pair.First, pair.Second, budget));
                return different.First is null ? x.Values.Count.CompareTo(y.Values.Count) : Compare(different.First, different.Second, budget);
            default:
                return Order(a, b) ?? throw NoOrder(a, b);
        }
    }

    public static bool Contains(Value container, Value element, Budget budget)
    {
        switch (container)
        {
            case TextValue text:
                if (element is not TextValue part)
                    throw new TemplateException($"a str cannot contain {element.Type}");
                budget.ChargeSearch(text.Text, part.Text);
                return text.Text.Contains(part.Text, StringComparison.Ordinal);
            case MapValue map:
                budget.ChargeKey(element);
                return map.Entries.ContainsKey(element);
            default:
                var elements = container.Elements(budget) ?? throw new TemplateException($"{container.Type} is not iterable");
                return elements.Any(candidate => AreEqual(candidate, element, budget));
        }
    }

    // Two numbers; null for anything else. NaN comes before all others, since sorting needs a total order.
    private static int? Order(Value a, Value b)
    {
        if (Numbers.IsInteger(a, out var m) && Numbers.IsInteger(b, out var n))
            return m.CompareTo(n);
        return Numbers.IsNumber(a, out var x) && Numbers.IsNumber(b, out var y) ? x.CompareTo(y) : null;
    }

    // Order by UTF-16 would put U+FFxx behind astral characters.
    private static int CompareCodePoints(string a, string b)
    {
        var at = a.AsSpan().CommonPrefixLength(b);
        if (at == a.Length || at == b.Length)
            return a.Length.CompareTo(b.Length);
        var (x, y) = (char.IsSurrogate(a[at]), char.IsSurrogate(b[at]));
        return x == y ? a[at].CompareTo(b[at]) : x ? 1 : -1;
    }

    private static bool Nested(Budget budget, Func<bool> compare)
    {
        budget.Enter(budget.At);
        var result = compare();
        budget.Leave();
        return result;
    }

    private static TemplateException NoOrder(Value a, Value b) => (a as UndefinedValue ?? b as UndefinedValue)?.Fail()
        ?? new TemplateException($"{a.Type} and {b.Type} cannot be ordered");
}

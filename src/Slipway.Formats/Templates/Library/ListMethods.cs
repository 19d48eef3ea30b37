using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>The methods of Python's list that templates use; a tuple has only those that don't change it.</summary>
internal static class ListMethods
{
    public static readonly BuiltinTable All = new()
    {
        { "append object", call => Change(call, list => list.Add(call.At(0))) },
        { "extend iterable", call => Change(call, list => list.AddRange(call.At(0).ToList(call.Budget))) },
        { "insert index object", Insert },
        { "pop index", Pop },
        { "copy", call => new ListValue(call.InputList()) },
        { "index value", call => Index(call) is >= 0 and var at ? new IntegerValue(at) : throw call.Fail("found nothing") },
        { "count value", call => new IntegerValue(call.InputList().Count(value => Comparison.AreEqual(value, call.At(0), call.Budget))) },
    };

    private static Value Change(Call call, Action<List<Value>> change)
    {
        change(Changeable(call));
        return NoneValue.Instance;
    }

    private static List<Value> Changeable(Call call) => call.Input is ListValue { IsTuple: false } list
        ? list.Values
        : throw call.Fail("cannot change a tuple");

    private static Value Insert(Call call) => Change(call, list =>
    {
        var place = Place(call.IntegerAt(0), list.Count);
        call.Budget.Charge(list.Count - place);
        list.Insert(place, call.At(1));
    });

    private static int Place(long index, int count) => (int)Math.Clamp(index < 0 ? index + count : index, 0, count);

    private static Value Pop(Call call)
    {
        var list = Changeable(call);
        var index = call.IntegerAt(0, -1);
        if (index < 0)
            index += list.Count;
        if (index < 0 || index >= list.Count)
            throw call.Fail("finds nothing there");
        call.Budget.Charge(list.Count - index);
        var popped = list[(int)index];
        list.RemoveAt((int)index);
        return popped;
    }

    private static int Index(Call call) =>
        call.InputList().FindIndex(value => Comparison.AreEqual(value, call.At(0), call.Budget));
}

using Slipway.Formats.Templates.Values;

namespace Slipway.Formats.Templates.Library;

/// <summary>Filters that apply a filter or a test to each element.</summary>
internal static class SelectionFilters
{
    public static readonly BuiltinTable All = new()
    {
        { "map *", Map },
        { "select *", call => Select(call, byAttribute: false, wanted: true) },
        { "reject *", call => Select(call, byAttribute: false, wanted: false) },
        { "selectattr *", call => Select(call, byAttribute: true, wanted: true) },
        { "rejectattr *", call => Select(call, byAttribute: true, wanted: false) },
    };

    private static Value Map(Call call)
    {
        if (call.Arguments.ByName("attribute") is { } attribute)
        {
            var missing = call.Arguments.ByName("default");
            return Each(call, value => Operations.Follow(value, attribute, call.Budget, missing));
        }
        var filter = Filters.Get(NameAt(call, 0));
        var rest = Rest(call, 1);
        return Each(call, value => filter.Invoke(value, rest, call.Budget));
    }

    private static ListValue Select(Call call, bool byAttribute, bool wanted)
    {
        var testAt = byAttribute ? 1 : 0;
        var test = call.Arguments.Positional.Count > testAt ? Tests.Get(NameAt(call, testAt)) : null;
        var rest = Rest(call, testAt + 1);
        var attribute = byAttribute ? call.Arguments.Positional.FirstOrDefault() ?? throw call.Fail("needs an attribute") : null;
        return new([.. Elements(call).Where(value =>
        {
            var subject = attribute is null ? value : Operations.Follow(value, attribute, call.Budget);
            return (test is null ? subject : test.Invoke(subject, rest, call.Budget)).IsTrue == wanted;
        })]);
    }

    private static ListValue Each(Call call, Converter<Value, Value> change) => new(Elements(call).ConvertAll(change));

    // Anything empty will do, None and undefined too: published templates filter tools that are not there.
    private static List<Value> Elements(Call call) => call.Input.IsTrue ? call.InputList() : [];

    private static string NameAt(Call call, int index) => call.Arguments.Positional.ElementAtOrDefault(index) is TextValue name
        ? name.Text
        : throw call.Fail("needs the name of a filter or test");

    private static Arguments Rest(Call call, int from) => new(call.Arguments.Positional[Math.Min(from, call.Arguments.Positional.Count)..], call.Arguments.Named);
}

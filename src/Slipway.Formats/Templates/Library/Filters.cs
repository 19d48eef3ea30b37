namespace Slipway.Formats.Templates.Library;

/// <summary>The filters, by kind of input.</summary>
internal static class Filters
{
    private static readonly BuiltinTable[] Tables = [TextFilters.All, NumberFilters.All, ListFilters.All, SelectionFilters.All];

    public static Builtin? Find(string name) => Tables.Select(table => table.Find(name)).FirstOrDefault(filter => filter is not null);

    /// <summary>The filter that another filter names as its argument.</summary>
    public static Builtin Get(string name) => Find(name) ?? throw new TemplateException($"there is no filter '{name}'");
}

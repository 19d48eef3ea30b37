using Slipway.Formats.Inspection;
using Spectre.Console;

namespace Slipway.Inspection;

/// <summary>A model's summary for people.</summary>
internal static class SummaryView
{
    public static void Write(ModelSummary summary, string? obstacle, bool tensors)
    {
        var console = Terminal.Output();
        console.Write(Facts(summary, obstacle));
        if (summary.Tensors.Count > 0)
            console.Write(Types(summary));
        console.Write(Metadata(summary, Math.Min(console.Profile.Width, 200)));
        if (tensors)
            console.Write(Tensors(summary));
    }

    private static Grid Facts(ModelSummary summary, string? obstacle)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(Printable.Line(value, 1000)));
        }
        Add("Name", summary.Name);
        Add("Format", summary.Format);
        Add("Kind", summary.Kind);
        Add("Architecture", summary.Architecture);
        Add("Parameters", $"{Printable.Count(summary.Parameters)} in {summary.Tensors.Count} tensors");
        Add("Size", $"{Printable.Bytes(summary.Bytes)}, {summary.BitsPerWeight:0.00} bits a weight");
        Add("Context", summary.ContextLength is { } context ? $"{context} tokens" : null);
        Add("Cache", summary.CacheBytesPerToken is { } cache ? $"{Printable.Bytes(cache)} a token, {Printable.Bytes(cache * summary.ContextLength ?? 0)} for a full context" : null);
        Add("Layers", summary.Layers is { } layers ? $"{layers}" : null);
        Add("Width", Join(", ", summary.Width, summary.FeedForwardWidth is { } inner ? $"{inner} inside feed-forward" : null));
        Add("Heads", summary.Heads is { } heads ? Join(", ", heads, summary.KvHeads is { } kv && kv != heads ? $"{kv} for keys and values" : null, summary.HeadDim is { } dim ? $"{dim} wide" : null) : null);
        Add("Experts", summary.Experts is > 0 and var experts ? Join(", ", experts, summary.ExpertsUsed is { } used ? $"{used} for each token" : null) : null);
        Add("Vocabulary", summary.Vocabulary is { } vocabulary ? $"{vocabulary} tokens" : null);
        Add("Tokenizer", summary.Tokenizer ?? "none");
        Add("Chat template", summary.HasChatTemplate ? "yes" : "none");
        Add("Runs here", obstacle is "" ? "yes" : obstacle is null ? null : $"no: {obstacle}");
        return grid;
    }

    private static Table Types(ModelSummary summary)
    {
        var table = Table("type", "tensors", "parameters", "bytes", "share");
        for (var column = 1; column < 5; column++)
            table.Columns[column].RightAligned();
        foreach (var share in summary.Types)
        {
            table.AddRow($"{share.Type}", $"{share.Tensors}", Printable.Count(share.Parameters), Printable.Bytes(share.Bytes),
                $"{100.0 * share.Bytes / Math.Max(1, summary.Bytes):0.0} %");
        }
        return table;
    }

    private static Table Metadata(ModelSummary summary, int width)
    {
        var table = Table("metadata", "value");
        var keys = summary.Metadata.Values.Keys.Select(key => key.Length).DefaultIfEmpty().Max();
        foreach (var (key, value) in summary.Metadata.Values)
            table.AddRow(new Text(Printable.Line(key, 200)), new Text(Printable.Value(value, Math.Max(20, width - keys - 12))));
        return table;
    }

    private static Table Tensors(ModelSummary summary)
    {
        var table = Table("tensor", "type", "shape", "bytes");
        table.Columns[3].RightAligned();
        foreach (var tensor in summary.Tensors)
            table.AddRow(new Text(Printable.Line(tensor.Name, 200)), new Text($"{tensor.Type}"), new Text($"[{string.Join(", ", tensor.Shape)}]"), new Text($"{tensor.ByteLength}"));
        return table;
    }

    private static Table Table(params string[] columns) => new Table().AddColumns(columns).Border(TableBorder.Simple);

    private static string Join(string separator, params object?[] parts) => string.Join(separator, parts.Where(part => part is not null));
}

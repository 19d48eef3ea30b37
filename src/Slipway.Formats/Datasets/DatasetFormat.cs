namespace Slipway.Formats.Datasets;

/// <summary>How a dataset's records are written. Any of them may be compressed with gzip.</summary>
public enum DatasetFormat
{
    /// <summary>An array of objects, or objects one after the other.</summary>
    Json,

    /// <summary>An object a line.</summary>
    JsonLines,

    /// <summary>Comma-separated values with a header line.</summary>
    Csv,
}

public static class DatasetFormats
{
    public static bool TryParse(string? name, out DatasetFormat format)
    {
        (var known, format) = name switch
        {
            "json" => (true, DatasetFormat.Json),
            "jsonl" => (true, DatasetFormat.JsonLines),
            "csv" => (true, DatasetFormat.Csv),
            _ => (false, default),
        };
        return known;
    }
}

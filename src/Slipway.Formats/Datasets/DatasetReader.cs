using System.Text.Json;

namespace Slipway.Formats.Datasets;

/// <summary>
/// Reads a dataset record by record, in bounded memory whatever the file is. A record that is wrong is told with its line, and reading
/// goes on behind it; where nothing behind a place can be trusted a <see cref="DatasetException"/> ends it.
/// </summary>
public static class DatasetReader
{
    /// <summary>Reads from the start of <paramref name="file"/>, which must be seekable.</summary>
    public static IEnumerable<DatasetRecord> Read(Stream file, DatasetFormat format, DatasetLimits limits) => format switch
    {
        DatasetFormat.Csv => CsvRecords.Read(file, limits),
        DatasetFormat.JsonLines => JsonLineRecords.Read(file, limits),
        _ => JsonRecords.Read(file, limits),
    };

    internal static DatasetRecord Parse(ByteSource source, long line, DatasetLimits limits)
    {
        if (source.TooLong)
            return DatasetRecord.Bad(line, $"the record is longer than the {limits.RecordBytes} bytes allowed");
        try
        {
            using var document = JsonDocument.Parse(source.Record, new JsonDocumentOptions { MaxDepth = limits.Depth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new DatasetRecord(line, document.RootElement.Clone(), null)
                : DatasetRecord.Bad(line, "a record must be an object");
        }
        catch (JsonException problem)
        {
            return DatasetRecord.Bad(line + (problem.LineNumber ?? 0), Explain(problem, limits));
        }
    }

    // The library's own sentence repeats the position and may quote the content at length.
    private static string Explain(JsonException problem, DatasetLimits limits) =>
        problem.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
            ? $"the record is nested deeper than {limits.Depth}"
            : $"not valid JSON at byte {problem.BytePositionInLine} of the line";
}

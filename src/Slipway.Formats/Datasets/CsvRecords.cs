using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Slipway.Formats.Datasets;

/// <summary>
/// Comma-separated values after RFC 4180: a header line names the fields, quoted cells may hold commas, quotes and line ends. A cell
/// that begins with '[' or '{' and is JSON becomes that value, so that messages and trajectories fit in a table; an empty cell is left out.
/// </summary>
internal static class CsvRecords
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static IEnumerable<DatasetRecord> Read(Stream file, DatasetLimits limits)
    {
        using var source = new ByteSource(file, limits);
        source.SkipMark();
        var header = ReadRow(source, out var problem);
        if (header is null && problem is null)
            yield break;
        if (problem is not null || header!.Any(name => name.Length == 0) || header!.Distinct().Count() != header!.Count)
            throw new DatasetException(1, problem ?? "the header line must name every column once");

        while (source.Peek() >= 0)
        {
            var line = source.Line;
            var row = ReadRow(source, out problem);
            if (problem is not null)
                yield return DatasetRecord.Bad(line, problem);
            else if (source.TooLong)
                yield return DatasetRecord.Bad(line, $"the record is longer than the {limits.RecordBytes} bytes allowed");
            else if (row!.Count != header.Count && !(row.Count == 1 && row[0].Length == 0))
                yield return DatasetRecord.Bad(line, $"{row.Count} cells where the header names {header.Count}");
            else if (row.Count == header.Count)
                yield return new DatasetRecord(line, ToObject(header, row, limits), null);
        }
    }

    /// <summary>The cells of the next row; null at the end.</summary>
    private static List<string>? ReadRow(ByteSource source, out string? problem)
    {
        problem = null;
        if (source.Peek() < 0)
            return null;
        var ends = new List<int>();
        source.Begin();
        var start = source.Line;
        while (true)
        {
            var quoted = source.Peek() == '"';
            if (quoted)
                problem ??= ReadQuoted(source, start);
            for (var value = source.Peek(); value is >= 0 and not ',' and not '\n'; value = source.Peek())
            {
                source.Next();
                if (value == '\r' && source.Peek() is '\n' or -1)
                    break;
                if (quoted)
                    problem ??= "text behind the closing quote of a cell";
                source.Keep(value);
            }
            ends.Add(source.Kept);
            if (source.Next() != ',')
                break;
        }
        return problem is null ? Decode(source.Record.Span, ends, out problem) : null;
    }

    private static string? ReadQuoted(ByteSource source, long start)
    {
        source.Next();
        while (true)
        {
            var value = source.Next();
            if (value < 0)
                throw new DatasetException(start, "the quoted cell in the record that begins here doesn't end");
            if (value == '"')
            {
                if (source.Peek() != '"')
                    return null;
                source.Next();
            }
            source.Keep(value);
        }
    }

    private static List<string>? Decode(ReadOnlySpan<byte> record, List<int> ends, out string? problem)
    {
        problem = null;
        var cells = new List<string>(ends.Count);
        var begin = 0;
        try
        {
            foreach (var end in ends)
            {
                cells.Add(Strict.GetString(record[begin..end]));
                begin = end;
            }
            return cells;
        }
        catch (DecoderFallbackException)
        {
            problem = "not valid UTF-8";
            return null;
        }
    }

    private static JsonElement ToObject(List<string> header, List<string> row, DatasetLimits limits)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            for (var column = 0; column < header.Count; column++)
            {
                var cell = row[column];
                if (cell.Length == 0)
                    continue;
                writer.WritePropertyName(header[column]);
                if (cell[0] is '[' or '{' && TryParse(cell, limits, out var value))
                    value.WriteTo(writer);
                else
                    writer.WriteStringValue(cell);
            }
            writer.WriteEndObject();
        }
        using var document = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = limits.Depth + 1 });
        return document.RootElement.Clone();
    }

    private static bool TryParse(string cell, DatasetLimits limits, out JsonElement value)
    {
        try
        {
            using var document = JsonDocument.Parse(cell, new JsonDocumentOptions { MaxDepth = limits.Depth });
            value = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }
}

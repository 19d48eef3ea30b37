namespace Slipway.Formats.Datasets;

internal static class JsonLineRecords
{
    public static IEnumerable<DatasetRecord> Read(Stream file, DatasetLimits limits)
    {
        using var source = new ByteSource(file, limits);
        source.SkipMark();
        while (source.Peek() >= 0)
        {
            var line = source.Line;
            source.Begin();
            var blank = true;
            for (var value = source.Next(); value is >= 0 and not '\n'; value = source.Next())
            {
                blank &= value is ' ' or '\t' or '\r';
                source.Keep(value);
            }
            if (!blank)
                yield return DatasetReader.Parse(source, line, limits);
        }
    }
}

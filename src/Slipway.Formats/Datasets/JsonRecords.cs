namespace Slipway.Formats.Datasets;

/// <summary>
/// Cuts an array of objects (or objects one after the other) into its elements by brackets and quotes alone; each is then parsed by
/// itself, so that one of them may be wrong, and only one is in memory.
/// </summary>
internal static class JsonRecords
{
    public static IEnumerable<DatasetRecord> Read(Stream file, DatasetLimits limits)
    {
        using var source = new ByteSource(file, limits);
        source.SkipMark();
        var first = SkipSpace(source);
        var inArray = first == '[';
        if (inArray)
            source.Next();
        else if (first >= 0 && first != '{')
            throw new DatasetException(source.Line, "expected an array of objects");

        var count = 0;
        while (true)
        {
            var next = SkipSpace(source);
            if (inArray && next == ']')
            {
                source.Next();
                if (SkipSpace(source) >= 0)
                    throw new DatasetException(source.Line, "there is more behind the end of the array");
                yield break;
            }
            if (next < 0)
            {
                if (inArray)
                    throw new DatasetException(source.Line, "the array doesn't end");
                yield break;
            }
            if (inArray && count > 0)
            {
                if (next != ',')
                    throw new DatasetException(source.Line, "expected ',' or ']' between two records");
                source.Next();
                SkipSpace(source);
            }
            count++;
            var line = source.Line;
            Collect(source);
            yield return DatasetReader.Parse(source, line, limits);
        }
    }

    private static int SkipSpace(ByteSource source)
    {
        while (source.Peek() is ' ' or '\t' or '\r' or '\n')
            source.Next();
        return source.Peek();
    }

    /// <summary>Takes in one value, to its closing bracket or, where it is no object, to the next separator.</summary>
    private static void Collect(ByteSource source)
    {
        source.Begin();
        var depth = 0;
        var start = source.Line;
        while (true)
        {
            var value = source.Peek();
            if (value < 0)
            {
                if (depth > 0)
                    throw new DatasetException(start, "the record that begins here doesn't end");
                return;
            }
            if (depth == 0 && source.Kept > 0 && (value is ',' or ']'))
                return;
            source.Keep(source.Next());
            switch (value)
            {
                case '"':
                    CollectText(source, start);
                    break;
                case '{' or '[':
                    depth++;
                    break;
                case '}' or ']':
                    depth--;
                    if (depth == 0)
                        return;
                    break;
            }
        }
    }

    private static void CollectText(ByteSource source, long start)
    {
        for (var value = source.Next(); ; value = source.Next())
        {
            if (value < 0)
                throw new DatasetException(start, "the text in the record that begins here doesn't end");
            source.Keep(value);
            if (value == '"')
                return;
            if (value == '\\' && source.Peek() >= 0)
                source.Keep(source.Next());
        }
    }
}

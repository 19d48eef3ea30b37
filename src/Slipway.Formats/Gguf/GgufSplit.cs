namespace Slipway.Formats.Gguf;

/// <summary>How a model lies in several files: NAME-00001-of-00003.gguf and so on, the first with the metadata, each with its tensors.</summary>
internal sealed class GgufSplit
{
    private readonly int _number;
    private readonly int _count;
    private readonly string _stem;

    private GgufSplit(GgufPart part, int count)
    {
        (_number, _count) = (part.Metadata.Integer("split.no"), count);
        if (_number < 0 || _number >= count)
            throw part.Metadata.Wrong("split.no", $"less than {count}", (long)_number);
        var ending = Ending(_number);
        if (!part.Path.EndsWith(ending, StringComparison.Ordinal))
            throw new ModelFileException(part.Path, "split",
                $"is part {_number + 1} of {count}, so its name must end with {ending} for the others to be found");
        _stem = part.Path[..^ending.Length];
    }

    /// <summary>Null where a file is a model of its own.</summary>
    public static GgufSplit? Of(GgufPart part) =>
        part.Metadata.Integer("split.count", 1) is > 1 and var count ? new GgufSplit(part, count) : null;

    /// <summary>Opens the parts that are not the given one, and brings all into their order. What was opened is in the list in any case.</summary>
    public void OpenOthers(List<GgufPart> parts)
    {
        var known = parts[0];
        for (var number = 0; number < _count; number++)
        {
            if (number == _number)
                continue;
            var path = _stem + Ending(number);
            if (!File.Exists(path))
                throw new ModelFileException(known.Path, "split", $"part {number + 1} of {_count} is missing: {path}");
            var part = GgufPart.Open(path);
            parts.Insert(number < _number ? number : parts.Count, part);
            Expect(part, "split.no", number);
            Expect(part, "split.count", _count);
        }
        var tensors = parts.Sum(part => part.Tensors.Length);
        if (parts[0].Metadata.Has("split.tensors.count"))
            Expect(parts[0], "split.tensors.count", tensors);
    }

    private static void Expect(GgufPart part, string key, int expected)
    {
        if (part.Metadata.Integer(key) is var found && found != expected)
            throw part.Metadata.Wrong(key, $"{expected}", (long)found);
    }

    private string Ending(int number) => $"-{number + 1:D5}-of-{_count:D5}.gguf";
}

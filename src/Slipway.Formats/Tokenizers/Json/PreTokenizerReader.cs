using Slipway.Formats.Tokenizers.Normalizing;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers.Json;

/// <summary>
/// Reads the <c>pre_tokenizer</c> of a tokenizer.json: what it does to the text as normalizers, and how it cuts the text as splitters.
/// </summary>
internal static class PreTokenizerReader
{
    /// <summary>Returns whether words are spelled in bytes.</summary>
    public static bool Read(JsonPlace? place, List<Normalizer> normalizers, List<Splitter> splitters)
    {
        if (place is not { } preTokenizer)
            return false;
        switch (preTokenizer.Text("type"))
        {
            case "Sequence":
                var byteLevel = false;
                foreach (var element in preTokenizer.Elements("pretokenizers"))
                    byteLevel |= Read(element, normalizers, splitters);
                return byteLevel;
            case "ByteLevel":
                if (preTokenizer.Flag("add_prefix_space", true))
                    AddNormalizer(new PrefixNormalizer(" ") { OnlyIfMissing = true });
                if (preTokenizer.Flag("use_regex", true))
                    splitters.Add(KnownRules.Gpt2);
                return true;
            case "Metaspace":
                ReadMetaspace(preTokenizer);
                return false;
            case "Digits":
                splitters.Add(preTokenizer.Flag("individual_digits", false) ? KnownRules.Digit : KnownRules.Digits);
                return false;
            case "Split":
                splitters.Add(ReadSplit(preTokenizer));
                return false;
            case var other:
                throw preTokenizer.Error($"a pre-tokenizer '{other}' is not known here");
        }

        void ReadMetaspace(JsonPlace metaspace)
        {
            var space = metaspace.Member("replacement")?.AsText() ?? "▁";
            AddNormalizer(new ReplaceNormalizer(" ", space));
            var scheme = PrependScheme(metaspace);
            if (scheme != "never")
                AddNormalizer(new PrefixNormalizer(space) { OnlyIfMissing = true, OnlyFirst = scheme == "first" });
            if (!metaspace.Flag("split", true))
                return;
            splitters.Add(space == "▁"
                ? new SpacedWordSplitter { EverySpace = true }
                : throw metaspace.Error($"'{space}' in the place of a space is not known here"));
        }

        void AddNormalizer(Normalizer normalizer)
        {
            if (splitters.Count > 0)
                throw preTokenizer.Error("changes the text after it was cut, which is not known here");
            normalizers.Add(normalizer);
        }
    }

    /// <summary>Where a Metaspace puts a space: always, first or never. Older files say it with a flag.</summary>
    public static string PrependScheme(JsonPlace metaspace) =>
        metaspace.Member("prepend_scheme")?.AsText() ?? (metaspace.Flag("add_prefix_space", true) ? "always" : "never");

    private static Splitter ReadSplit(JsonPlace split)
    {
        var (pattern, behavior) = (split.Required("pattern"), split.Text("behavior"));
        if (pattern.Member("String") is { } text && text.AsText() != "" && !split.Flag("invert", false))
        {
            return behavior switch
            {
                "Isolated" => new TextSplitter(text.AsText(), TextSplitter.Side.Alone),
                "MergedWithPrevious" => new TextSplitter(text.AsText(), TextSplitter.Side.Before),
                "MergedWithNext" => new TextSplitter(text.AsText(), TextSplitter.Side.After),
                _ => throw split.Error($"the behavior '{behavior}' is not known here"),
            };
        }

        var expression = pattern.Text("Regex");
        var splitter = KnownRules.Find(expression) ?? throw pattern.Error($"the expression {expression} is not known here");

        // Where matches cover all text, removing what lies between them is isolating them.
        var inverted = behavior == "Removed" && split.Flag("invert", false) && splitter is Gpt2Splitter or WordSplitter;
        return (behavior == "Isolated" && !split.Flag("invert", false)) || inverted
            ? splitter
            : throw split.Error($"the behavior '{behavior}' is not known here");
    }
}

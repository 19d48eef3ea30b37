using Slipway.Formats.Tokenizers.Normalizing;

namespace Slipway.Formats.Tokenizers.Json;

/// <summary>Reads the <c>normalizer</c> of a tokenizer.json.</summary>
internal static class NormalizerReader
{
    public static void Read(JsonPlace? place, List<Normalizer> output)
    {
        if (place is not { } normalizer)
            return;
        switch (normalizer.Text("type"))
        {
            case "Sequence":
                foreach (var element in normalizer.Elements("normalizers"))
                    Read(element, output);
                break;
            case "NFC":
                output.Add(new CanonicalNormalizer(composes: true));
                break;
            case "NFD":
                output.Add(new CanonicalNormalizer(composes: false));
                break;
            case "Prepend":
                output.Add(new PrefixNormalizer(normalizer.Text("prepend")));
                break;
            case "Replace" when normalizer.Required("pattern").Member("String") is { } pattern && pattern.AsText() != "":
                output.Add(new ReplaceNormalizer(pattern.AsText(), normalizer.Text("content")));
                break;
            case var other:
                throw normalizer.Error($"a normalizer '{other}' of this kind is not known here");
        }
    }
}

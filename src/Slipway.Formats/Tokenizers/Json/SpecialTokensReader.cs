using System.Text.Json;
using Slipway.Formats.HuggingFace;

namespace Slipway.Formats.Tokenizers.Json;

/// <summary>
/// Which tokens begin and end what, from the several files that say something of it: <c>tokenizer_config.json</c> names them, the
/// post-processor of <c>tokenizer.json</c> adds them, <c>generation_config.json</c> and <c>config.json</c> have ids.
/// </summary>
internal static class SpecialTokensReader
{
    public static SpecialIds Read(string folder, JsonPlace tokenizer, TokenizerJson json)
    {
        var config = Open(folder, "tokenizer_config.json");
        var ids = new[] { Open(folder, "generation_config.json"), Open(folder, "config.json") };
        var (begins, ends) = Frame(tokenizer.Member("post_processor"));
        var bos = Named(config, "bos_token", json) ?? Known(begins, json) ?? Ids(ids, "bos_token_id", json).Cast<int?>().FirstOrDefault();
        var eosIds = Ids(ids, "eos_token_id", json).ToList();
        var eos = Named(config, "eos_token", json) ?? Known(ends, json) ?? eosIds.Cast<int?>().FirstOrDefault();
        var endOfGeneration = EndOfGeneration.Find(json.Spellings, purpose => purpose == "eos" ? eos : null);
        endOfGeneration.UnionWith(eosIds);
        return new SpecialIds
        {
            Bos = bos,
            Eos = eos,
            AddsBos = Adds("add_bos_token", begins, bos),
            AddsEos = Adds("add_eos_token", ends, eos),
            AddsSpace = json.DropsSpace,
            Leftmost = true,
            EndOfGeneration = endOfGeneration,
        };

        // A setting wins over what the post-processor does.
        bool Adds(string setting, string? added, int? token)
        {
            var does = token is not null && Known(added, json) == token;
            return config?.Flag(setting, does) ?? does;
        }
    }

    private static JsonPlace? Open(string folder, string name) =>
        Path.Combine(folder, name) is var file && File.Exists(file) ? new JsonPlace(file, "", JsonFile.Read(file)) : null;

    // A token is named by its text, or by an object with its content.
    private static int? Named(JsonPlace? config, string name, TokenizerJson json) => config?.Member(name) is { } token
        ? Known(token.Value.ValueKind == JsonValueKind.Object ? token.Text("content") : token.AsText(), json)
        : null;

    private static int? Known(string? spelling, TokenizerJson json) => spelling is null ? null : json.Find(spelling);

    // One id, or a list of them.
    private static IEnumerable<int> Ids(IEnumerable<JsonPlace?> files, string name, TokenizerJson json)
    {
        foreach (var file in files)
        {
            if (file?.Member(name) is not { } member)
                continue;
            foreach (var id in member.Value.ValueKind == JsonValueKind.Array ? file.Value.Elements(name) : [member])
            {
                if (id.AsId() < json.Spellings.Length)
                    yield return id.AsId();
            }
        }
    }

    // The tokens that a template puts before and behind a text.
    private static (string? Before, string? Behind) Frame(JsonPlace? place)
    {
        if (place is not { } processor)
            return default;
        switch (processor.Text("type"))
        {
            case "Sequence":
                return processor.Elements("processors").Select(element => Frame(element)).FirstOrDefault(frame => frame != default);
            case "TemplateProcessing":
                var items = processor.Elements("single").ToList();
                var text = items.FindIndex(item => item.Member("Sequence") is not null);
                return (
                    text > 0 ? items[0].Required("SpecialToken").Text("id") : null,
                    text >= 0 && text < items.Count - 1 ? items[^1].Required("SpecialToken").Text("id") : null);
            default:
                return default;
        }
    }
}

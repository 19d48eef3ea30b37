using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Formats.Hub;

/// <summary>Which files of a repository make the model that a reference means.</summary>
/// <param name="Main">The file (of several parts, the first) that is the model; null where it is the directory.</param>
internal sealed partial record HubSelection(IReadOnlyList<string> Files, string? Main)
{
    // Beside the weights: what describes the model, its tokenizer and its template, and an adapter's own description.
    private static readonly HashSet<string> Companions =
    [
        "config.json", "generation_config.json", "model.safetensors.index.json", "tokenizer.json", "tokenizer_config.json", "tokenizer.model",
        "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json", "adapter_config.json",
    ];

    public static HubSelection Of(HubReference reference, IReadOnlyDictionary<string, long?> files)
    {
        var models = files.Keys.Where(IsModel).GroupBy(StemOf).ToDictionary(group => group.Key, group => group.Order(StringComparer.Ordinal).ToArray());
        if (reference.File is { } file)
        {
            if (files.ContainsKey(file))
                return models.TryGetValue(StemOf(file), out var parts) ? new(parts, parts[0]) : new([file], file);
            var named = models.Where(model => HasWord(model.Key, file)).ToArray();
            return named.Length switch
            {
                1 => new(named[0].Value, named[0].Value[0]),
                0 => throw new HubException($"{reference.Repository} has no file '{file}', nor a GGUF file of that type. {Offer(models, files)}"),
                _ => throw new HubException($"'{file}' may mean several files of {reference.Repository}. {Offer(named.ToDictionary(), files)}"),
            };
        }
        if (files.Keys.Any(IsWeights))
            return new([.. files.Keys.Where(name => Companions.Contains(name) || IsWeights(name)).Order(StringComparer.Ordinal)], null);
        return models.Count == 1
            ? new(models.First().Value, models.First().Value[0])
            : throw new HubException(models.Count == 0
                ? $"{reference.Repository} holds neither safetensors nor GGUF files"
                : $"{reference.Repository} holds several models: name one, as in {reference}:{models.First().Value[0]}. {Offer(models, files)}");
    }

    // Projectors of images (mmproj) are no models of their own; asked for by name they are files like others.
    private static bool IsModel(string name) =>
        name.EndsWith(".gguf", StringComparison.Ordinal) && !name.Split('/')[^1].StartsWith("mmproj", StringComparison.OrdinalIgnoreCase);

    // Some repositories have all weights a second time under other names (consolidated.safetensors).
    private static bool IsWeights(string name) =>
        name.EndsWith(".safetensors", StringComparison.Ordinal) && !name.Contains('/')
        && (name.StartsWith("model", StringComparison.Ordinal) || name.StartsWith("adapter_model", StringComparison.Ordinal));

    private static string StemOf(string name) => Part().Replace(name, "");

    private static bool HasWord(string name, string word) =>
        Regex.IsMatch(name, $"(^|[-._/]){Regex.Escape(word)}([-._/]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static string Offer(IReadOnlyDictionary<string, string[]> models, IReadOnlyDictionary<string, long?> files) => models.Count == 0
        ? "There are no GGUF files."
        : "There are " + string.Join(", ", models.Values.OrderBy(parts => parts[0], StringComparer.Ordinal).Take(40).Select(parts =>
            parts.Sum(part => files[part] ?? 0) is > 0 and var bytes
                ? string.Create(CultureInfo.InvariantCulture, $"{parts[0]} ({bytes / 1e9:0.00} GB)")
                : parts[0]));

    [GeneratedRegex(@"(-\d{5}-of-\d{5})?\.gguf$")]
    private static partial Regex Part();
}

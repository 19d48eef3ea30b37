using Slipway.Formats.HuggingFace;
using Slipway.Formats.Tokenizers.Json;
using Slipway.Formats.Tokenizers.Normalizing;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers;

/// <summary>
/// The tokenizer in the files of a Hugging Face directory: <c>tokenizer.json</c>, and what other files say of its tokens.
/// </summary>
public static class HuggingFaceTokenizer
{
    /// <param name="folder">The directory.</param>
    /// <param name="vocabularySize">Rows of the model's embedding: each is a token, also beyond those that the files name. 0 where unknown.</param>
    /// <exception cref="ModelFileException">A file is missing, or asks for what isn't known here.</exception>
    public static Tokenizer Load(string folder, int vocabularySize = 0)
    {
        var (json, special) = Read(folder, vocabularySize);
        return Create(json, special);
    }

    /// <summary>
    /// The same tokenizer under GGUF's keys, with the chat template where there is one. GGUF has no normalizers, so Unicode's normal form
    /// is lost, as in every converter.
    /// </summary>
    /// <param name="folder">The directory.</param>
    /// <param name="vocabularySize">Rows of the model's embedding; llama.cpp wants a token for each.</param>
    /// <exception cref="ModelFileException">Some rule has no name in GGUF.</exception>
    public static ModelMetadata ToMetadata(string folder, int vocabularySize)
    {
        var (json, special) = Read(folder, vocabularySize);
        var stored = new GgufConversion(folder, json, special).Convert().ToMetadata();
        var values = new Dictionary<string, object>(stored.Values);
        if (ChatTemplateFile.Read(folder) is { } template)
            values["tokenizer.chat_template"] = template;
        if (ToolTemplate(folder) is { } forTools)
        {
            values["tokenizer.chat_templates"] = new[] { ChatTemplateFile.ToolUse };
            values["tokenizer.chat_template.tool_use"] = forTools;
        }
        return new ModelMetadata(folder, values);
    }

    /// <summary>Writes the tokenizer that metadata describe under GGUF's keys into a directory's files.</summary>
    /// <exception cref="ModelFileException">Some rule has no words in tokenizer.json.</exception>
    public static void Write(string folder, ModelMetadata metadata, int contextLength)
    {
        var writer = new TokenizerJsonWriter(metadata);
        JsonFile.Write(Path.Combine(folder, "tokenizer.json"), writer.Tokenizer());
        JsonFile.Write(Path.Combine(folder, "tokenizer_config.json"), writer.Config(contextLength));
    }

    /// <summary>The Jinja source for conversations, where the directory has one.</summary>
    public static string? ChatTemplate(string folder) => ChatTemplateFile.Read(folder);

    /// <summary>The Jinja source for conversations with tools, where it is another.</summary>
    public static string? ToolTemplate(string folder) => ChatTemplateFile.Read(folder, ChatTemplateFile.ToolUse);

    private static (TokenizerJson Json, SpecialIds Special) Read(string folder, int vocabularySize)
    {
        var file = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(file))
            throw new ModelFileException(folder, "tokenizer.json", "is missing, and other tokenizer files are not read");
        var place = new JsonPlace(file, "", JsonFile.Read(file));
        var json = new TokenizerJson(place, vocabularySize);
        return (json, SpecialTokensReader.Read(folder, place, json));
    }

    private static WordTokenizer Create(TokenizerJson json, SpecialIds special)
    {
        var vocabulary = json.CreateVocabulary();
        var splitters = json.Splitters;
        if (splitters.Count == 0 && !json.IsByteLevel && !MergesAcrossWords(json))
            splitters = [new SpacedWordSplitter()];
        return new WordTokenizer(vocabulary, json.CreateModel(vocabulary), special)
        {
            Normalizer = json.Normalizers.Count > 0 ? new NormalizerChain(json.Normalizers) : null,
            Splitters = [.. splitters],
            RepairsText = true,
        };
    }

    private static bool MergesAcrossWords(TokenizerJson json) =>
        Array.Exists(json.Spellings, SpacedWordSplitter.Disallowed) ||
        json.Merges.Exists(merge => SpacedWordSplitter.Disallowed($"{merge.Left}{merge.Right}"));
}

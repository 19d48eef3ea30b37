using System.Text.Json;
using Slipway.Formats.HuggingFace;

namespace Slipway.Formats.Inspection;

/// <summary>Where a Hugging Face directory keeps what a summary says; GPT-2's family has names of its own.</summary>
internal static class HuggingFaceSummary
{
    public static ModelSummary Of(HuggingFaceDirectory directory)
    {
        var settings = directory.Settings;
        long? Setting(params ReadOnlySpan<string> keys) => ModelSummary.Integer(settings, keys);
        var (heads, width) = (Setting("num_attention_heads", "n_head"), Setting("hidden_size", "n_embd"));
        return new ModelSummary
        {
            Path = directory.Path,
            Format = "Hugging Face directory",
            Name = ModelSummary.Text(settings, "_name_or_path") is { Length: > 0 } name ? name : null,
            Architecture = (settings.Values.GetValueOrDefault("architectures") as string[])?.FirstOrDefault() ?? ModelSummary.Text(settings, "model_type"),
            ContextLength = Setting("max_position_embeddings", "n_positions"),
            Layers = Setting("num_hidden_layers", "n_layer"),
            Width = width,
            FeedForwardWidth = Setting("intermediate_size", "n_inner"),
            Heads = heads,
            KvHeads = Setting("num_key_value_heads") ?? heads,
            HeadDim = Setting("head_dim") ?? (heads > 0 ? width / heads : null),
            Experts = Setting("num_local_experts", "num_experts"),
            ExpertsUsed = Setting("num_experts_per_tok"),
            Vocabulary = Setting("vocab_size"),
            Tokenizer = Tokenizer(directory),
            HasChatTemplate = directory.Find("chat_template.jinja") is not null
                || directory.Json("tokenizer_config.json") is { } config && config.TryGetProperty("chat_template", out _),
            Metadata = settings,
            Tensors = directory.Tensors,
        };
    }

    private static string? Tokenizer(HuggingFaceDirectory directory)
    {
        if (directory.Json("tokenizer.json") is not { } json)
            return directory.Find("tokenizer.model") is null ? null : "tokenizer.model (SentencePiece)";
        var model = json.TryGetProperty("model", out var found) && found.ValueKind == JsonValueKind.Object
            && found.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
        return model is null ? "tokenizer.json" : $"tokenizer.json ({model})";
    }
}

using Slipway.Formats.Gguf;

namespace Slipway.Formats.Inspection;

/// <summary>Where GGUF keeps what a summary says.</summary>
internal static class GgufSummary
{
    public static ModelSummary Of(GgufFile file)
    {
        var metadata = file.Metadata;
        var architecture = ModelSummary.Text(metadata, "general.architecture");
        long? Own(string key) => ModelSummary.Integer(metadata, $"{architecture}.{key}");
        var (heads, width) = (Own("attention.head_count"), Own("embedding_length"));
        var tokens = (metadata.Values.GetValueOrDefault("tokenizer.ggml.tokens") as string[])?.LongLength;
        return new ModelSummary
        {
            Path = file.Path,
            Format = file.Parts == 1 ? $"GGUF version {file.Version}" : $"GGUF version {file.Version}, {file.Parts} files",
            Name = ModelSummary.Text(metadata, "general.name"),
            Kind = ModelSummary.Text(metadata, "general.type") is { } kind and not "model" ? kind : null,
            Architecture = architecture,
            ContextLength = Own("context_length"),
            Layers = Own("block_count"),
            Width = width,
            FeedForwardWidth = Own("feed_forward_length"),
            Heads = heads,
            KvHeads = Own("attention.head_count_kv") ?? heads,
            HeadDim = Own("attention.key_length") ?? (heads > 0 ? width / heads : null),
            Experts = Own("expert_count"),
            ExpertsUsed = Own("expert_used_count"),
            Vocabulary = tokens ?? Own("vocab_size"),
            Tokenizer = (ModelSummary.Text(metadata, "tokenizer.ggml.model"), ModelSummary.Text(metadata, "tokenizer.ggml.pre")) switch
            {
                ({ } model, { } pre) => $"{model} ({pre})",
                var (model, _) => model,
            },
            HasChatTemplate = metadata.Has("tokenizer.chat_template"),
            Metadata = metadata,
            Tensors = file.Tensors,
        };
    }
}

using Slipway.Formats;

namespace Slipway.Models.Tests;

/// <summary>Metadata of a tiny model of any family, to be changed key by key.</summary>
internal static class Metadata
{
    public static ModelMetadata Of(string architecture, params (string Key, object Value)[] more)
    {
        var values = new Dictionary<string, object>
        {
            ["general.architecture"] = architecture,
            [$"{architecture}.block_count"] = 2L,
            [$"{architecture}.embedding_length"] = 64L,
            [$"{architecture}.context_length"] = 512L,
            [$"{architecture}.feed_forward_length"] = 96L,
            [$"{architecture}.attention.head_count"] = 4L,
            [$"{architecture}.attention.head_count_kv"] = 2L,
            [$"{architecture}.attention.layer_norm_rms_epsilon"] = 1e-5,
            [$"{architecture}.vocab_size"] = 300L,
        };
        foreach (var (key, value) in more)
            values[key.Contains("general.", StringComparison.Ordinal) ? key : $"{architecture}.{key}"] = value;
        return new ModelMetadata("tiny.gguf", values);
    }
}

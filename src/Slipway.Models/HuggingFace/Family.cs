using System.Text.Json.Nodes;
using Slipway.Formats;

namespace Slipway.Models.HuggingFace;

/// <summary>
/// How models of one architecture look in Hugging Face's directories: their config.json and the names of their tensors, both ways. What
/// config.json says about a model and this does not understand is an error, not ignored.
/// </summary>
internal abstract class Family
{
    private static readonly Family[] Known = [new LlamaFamily(), new Qwen2Family(), new Qwen3Family(), new Gpt2Family(), new Gemma3Family(), new Llama4Family()];

    public abstract string Architecture { get; }

    /// <summary>What model_type may say; the first is what we write.</summary>
    public abstract IReadOnlyList<string> ModelTypes { get; }

    /// <summary>What architectures says in a config.json of ours.</summary>
    public abstract string ClassName { get; }

    /// <summary>Integers and reals that only have another name: GGUF's key without the architecture, config.json's.</summary>
    public virtual IReadOnlyList<(string Key, string Setting)> Numbers { get; } =
    [
        ("embedding_length", "hidden_size"),
        ("block_count", "num_hidden_layers"),
        ("feed_forward_length", "intermediate_size"),
        ("context_length", "max_position_embeddings"),
        ("vocab_size", "vocab_size"),
        ("attention.head_count", "num_attention_heads"),
        ("attention.head_count_kv", "num_key_value_heads"),
        ("attention.key_length", "head_dim"),
        ("attention.layer_norm_rms_epsilon", "rms_norm_eps"),
    ];

    /// <summary>What the activation must be called, under which setting.</summary>
    protected virtual (string Setting, string[] Names) Activation => ("hidden_act", ["silu", "swish"]);

    public static Family Of(ModelMetadata config)
    {
        // A model that also sees says so at the top, and in its text part with a suffix.
        var type = config.Text("model_type");
        var bare = type.EndsWith("_text", StringComparison.Ordinal) ? type[..^5] : type;
        return Array.Find(Known, family => family.ModelTypes.Contains(bare))
            ?? throw config.Wrong("model_type", $"one of {string.Join(", ", Known.SelectMany(family => family.ModelTypes))}", type);
    }

    public static Family OfArchitecture(ModelMetadata gguf)
    {
        var name = gguf.Text("general.architecture");
        return Array.Find(Known, family => family.Architecture == name)
            ?? throw gguf.Wrong("general.architecture", $"one of {string.Join(", ", Known.Select(family => family.Architecture))}", name);
    }

    /// <summary>The tensors of a model of this metadata.</summary>
    public abstract IEnumerable<TensorRule> Rules(ModelMetadata gguf);

    /// <summary>The metadata, under GGUF's keys, of a model with this config.json.</summary>
    public Dictionary<string, object> ToMetadata(ModelMetadata config)
    {
        var values = new Dictionary<string, object> { ["general.architecture"] = Architecture };
        var reader = new ConfigReader(config, Architecture, values);
        foreach (var (key, setting) in Numbers)
            reader.Number(key, setting);
        var (activation, names) = Activation;
        if (config.Text(activation, names[0]) is var name && !names.Contains(name))
            throw config.Wrong(activation, $"'{names[0]}'", name);
        Describe(config, reader);
        // GGUF could have heads of other sizes for values, Hugging Face's families don't.
        if (values.TryGetValue($"{Architecture}.attention.key_length", out var size))
            values[$"{Architecture}.attention.value_length"] = size;
        return values;
    }

    /// <summary>The config.json of a model of this metadata.</summary>
    public JsonObject ToConfig(ModelMetadata gguf, bool isTied)
    {
        var config = new JsonObject { ["architectures"] = new JsonArray(ClassName), ["model_type"] = ModelTypes[0] };
        foreach (var (key, setting) in Numbers)
        {
            if (gguf.Values.TryGetValue($"{Architecture}.{key}", out var value))
                config[setting] = value is double real ? Shortest(real) : JsonValue.Create((long)value);
        }
        var (activation, names) = Activation;
        config[activation] = names[0];
        config["tie_word_embeddings"] = isTied;
        Configure(gguf, config);
        return config;
    }

    protected abstract void Describe(ModelMetadata config, ConfigReader reader);

    protected abstract void Configure(ModelMetadata gguf, JsonObject config);

    /// <summary>The rules of every layer.</summary>
    protected IEnumerable<TensorRule> EachLayer(ModelMetadata gguf, Func<int, IEnumerable<TensorRule>> rules) =>
        Enumerable.Range(0, gguf.Integer($"{Architecture}.block_count")).SelectMany(rules);

    /// <summary>A real that was stored in single precision, as it was once written.</summary>
    public static JsonNode Shortest(double value) =>
        JsonNode.Parse(((float)value).ToString("R", System.Globalization.CultureInfo.InvariantCulture))!;
}

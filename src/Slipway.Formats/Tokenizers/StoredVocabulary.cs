namespace Slipway.Formats.Tokenizers;

/// <summary>A vocabulary with all that a model file says of a tokenizer.</summary>
public sealed record StoredVocabulary
{
    /// <summary>GGUF's name of the algorithm: <c>gpt2</c> or <c>llama</c>.</summary>
    public required string Model { get; init; }

    /// <summary>GGUF's name of the rules that cut text into words; null where the algorithm has none.</summary>
    public string? Pre { get; init; }

    public required IReadOnlyList<string> Tokens { get; init; }

    public required IReadOnlyList<TokenKind> Kinds { get; init; }

    /// <summary>Pairs of tokens with a space between, in the order in which they merge.</summary>
    public IReadOnlyList<string>? Merges { get; init; }

    /// <summary>Where tokens merge by score instead.</summary>
    public IReadOnlyList<float>? Scores { get; init; }

    public int? Bos { get; init; }

    public int? Eos { get; init; }

    public int? Eot { get; init; }

    public int? Unknown { get; init; }

    public bool AddsBos { get; init; }

    public bool AddsEos { get; init; }

    public bool AddsSpace { get; init; }

    /// <summary>The metadata under GGUF's keys; a GGUF writer copies them into a file, and a tokenizer loads from them.</summary>
    public ModelMetadata ToMetadata()
    {
        var values = new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = Model,
            ["tokenizer.ggml.tokens"] = Tokens.ToArray(),
            ["tokenizer.ggml.token_type"] = Kinds.Select(kind => (long)kind).ToArray(),
            ["tokenizer.ggml.add_bos_token"] = AddsBos,
            ["tokenizer.ggml.add_eos_token"] = AddsEos,
            ["tokenizer.ggml.add_space_prefix"] = AddsSpace,
        };
        Set("pre", Pre);
        Set("merges", Merges?.ToArray());
        Set("scores", Scores?.Select(score => (double)score).ToArray());
        Set("bos_token_id", (long?)Bos);
        Set("eos_token_id", (long?)Eos);
        Set("eot_token_id", (long?)Eot);
        Set("unknown_token_id", (long?)Unknown);
        return new ModelMetadata("a vocabulary", values);

        void Set(string key, object? value)
        {
            if (value is not null)
                values[$"tokenizer.ggml.{key}"] = value;
        }
    }

    public Tokenizer ToTokenizer() => GgufTokenizer.Load(ToMetadata());
}

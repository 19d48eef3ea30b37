namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>
/// The rules that GGUF's <c>tokenizer.ggml.pre</c> names. Only those are here whose rules stand here whole: a name that is missing is an
/// error, since a near miss would quietly make a model worse.
/// </summary>
internal sealed record PreTokenizer(params Splitter[] Splitters)
{
    private static readonly Dictionary<string, PreTokenizer> Known = Table();

    /// <summary>A word that is a token as a whole is that token, whatever the merges would make of it.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Whether a prompt begins with BOS where the file doesn't say.</summary>
    public bool AddsBos { get; init; }

    public static PreTokenizer? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The name under which llama.cpp knows these rules, or null.</summary>
    public static string? NameOf(IReadOnlyList<Splitter> splitters, bool ignoreMerges)
    {
        // Only the rules decide; whether a prompt begins with BOS is written into the file by itself.
        foreach (var (name, rules) in Known)
        {
            if (rules.IgnoreMerges == ignoreMerges && rules.Splitters.SequenceEqual(splitters))
                return name;
        }

        return null;
    }

    private static Dictionary<string, PreTokenizer> Table()
    {
        var table = new Dictionary<string, PreTokenizer>(StringComparer.Ordinal);
        Add(
            new(KnownRules.Gpt2),
            "gpt-2", "phi-2", "gigachat", "a.x-4.0", "mellum", "mpt", "olmo", "jais", "trillion", "granite-docling", "exaone4");
        Add(
            new(KnownRules.Digit, KnownRules.Gpt2),
            "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2");
        Add(
            new(KnownRules.Llama3) { IgnoreMerges = true, AddsBos = true },
            "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2");
        Add(new(KnownRules.Llama3), "dbrx", "smaug-bpe", "chatglm-bpe", "glm4");
        Add(
            new(KnownRules.Qwen2),
            "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open", "grok-2");
        Add(new(KnownRules.Qwen35), "qwen35");
        Add(new(KnownRules.Gpt4O), "gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2");
        Add(new(KnownRules.Tekken) { IgnoreMerges = true, AddsBos = true }, "tekken");
        Add(
            new(
                KnownRules.LineEnd,
                KnownRules.DeepSeekLetters,
                KnownRules.DeepSeekSigns,
                KnownRules.TrailingSpace,
                KnownRules.DeepSeekCjk,
                KnownRules.Digits),
            "deepseek-llm");
        Add(
            new(KnownRules.LineEnd, KnownRules.SpacedLetters, KnownRules.SpacedPunctuation, KnownRules.DeepSeekCjk, KnownRules.Digit),
            "deepseek-coder");
        Add(
            new(
                new IsolatingSplitter(Patterns.Run(CharacterClass.Punctuation, "$+<=>^~|`")),
                KnownRules.Gpt2,
                new IsolatingSplitter(Patterns.ThreeDigits)),
            "falcon");
        Add(
            new(
                new IsolatingSplitter(Patterns.Run(CharacterClass.Punctuation, "$+<=>^~|")),
                KnownRules.Gpt2,
                KnownRules.Digits,
                new IsolatingSplitter(Patterns.ThreeDigits)),
            "default");
        return table;

        void Add(PreTokenizer rules, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                table.Add(name, rules);
        }
    }
}

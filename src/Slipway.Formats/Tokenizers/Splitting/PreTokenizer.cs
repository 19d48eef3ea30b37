namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>
/// The rules that GGUF's <c>tokenizer.ggml.pre</c> names. Only those are here whose rules stand here whole: a name that is missing is an
/// error, since a near miss would quietly make a model worse.
/// </summary>
internal sealed record PreTokenizer(params Splitter[] Splitters)
{
    private static readonly Gpt2Splitter Gpt2 = new();

    // Where llama.cpp reads these two with other letters than ASCII all being both capital and small, the model's own rule stands here.
    private static readonly WordSplitter Gpt4O = new(new() { Cased = true, Digits = 3, Slashes = true });

    private static readonly WordSplitter Tekken = new(new() { Cased = true, Contractions = false, Slashes = true });

    // Letters of scripts with capitals, as DeepSeek's first tokenizers list them.
    private const string CasedLetters =
        "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-\u1F7Dᾀ-ᾴᾶ-ᾼ\u1FBE" +
        "ῂ-ῄῆ-ῌῐ-\u1FD3ῖ-\u1FDBῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤ\u2126ℨ\u212A-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓" +
        "𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃";

    private static readonly Dictionary<string, PreTokenizer> Known = Table();

    /// <summary>A word that is a token as a whole is that token, whatever the merges would make of it.</summary>
    public bool IgnoreMerges { get; init; }

    /// <summary>Whether a prompt begins with BOS where the file doesn't say.</summary>
    public bool AddsBos { get; init; }

    public static PreTokenizer? Find(string name) => Known.GetValueOrDefault(name);

    private static Dictionary<string, PreTokenizer> Table()
    {
        var table = new Dictionary<string, PreTokenizer>(StringComparer.Ordinal);
        var word3 = new WordSplitter(new() { Digits = 3 });
        Add(new(Gpt2), "gpt-2", "phi-2", "gigachat", "a.x-4.0", "mellum", "mpt", "olmo", "jais", "trillion", "granite-docling", "exaone4");
        Add(
            new(Isolated(Patterns.Numbers(1)), Gpt2),
            "smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2");
        Add(
            new(word3) { IgnoreMerges = true, AddsBos = true },
            "llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2");
        Add(new(word3), "dbrx", "smaug-bpe", "chatglm-bpe", "glm4");
        Add(
            new(new WordSplitter(new())),
            "qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez", "stablelm2", "hunyuan", "solar-open", "grok-2");
        Add(new(new WordSplitter(new() { Marks = true })), "qwen35");
        Add(new(Gpt4O), "gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2");
        Add(new(Tekken) { IgnoreMerges = true, AddsBos = true }, "tekken");
        Add(
            new(
                Isolated(Patterns.LineEnd),
                Isolated(Patterns.Spaced(Patterns.Ranges(CasedLetters))),
                Isolated(Patterns.Spaced(Patterns.Ranges("!-/:-~！-／：-～‘-‟　-。"))),
                new TrailingSpaceSplitter(),
                Isolated(Patterns.Ranges("一-龥ࠀ-一가-\uD7FF")),
                Isolated(Patterns.Numbers(int.MaxValue))),
            "deepseek-llm");
        Add(
            new(
                Isolated(Patterns.LineEnd),
                Isolated(Patterns.SpacedRun(CharacterClass.Letter)),
                Isolated(Patterns.SpacedRun(CharacterClass.Punctuation)),
                Isolated(Patterns.Ranges("一-龥ࠀ-一가-\uD7FF")),
                Isolated(Patterns.Numbers(1))),
            "deepseek-coder");
        Add(
            new(Isolated(Patterns.Run(CharacterClass.Punctuation, "$+<=>^~|`")), Gpt2, Isolated(Patterns.ThreeDigits)),
            "falcon");
        Add(
            new(
                Isolated(Patterns.Run(CharacterClass.Punctuation, "$+<=>^~|")),
                Gpt2,
                Isolated(Patterns.Numbers(int.MaxValue)),
                Isolated(Patterns.ThreeDigits)),
            "default");
        return table;

        void Add(PreTokenizer rules, params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                table.Add(name, rules);
        }

        static IsolatingSplitter Isolated(IsolatingSplitter.Pattern pattern) => new(pattern);
    }
}

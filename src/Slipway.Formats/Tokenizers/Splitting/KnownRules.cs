namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>The splitters that published tokenizers are put together from, each one object, so that equal rules are equal.</summary>
internal static class KnownRules
{
    public static readonly Gpt2Splitter Gpt2 = new();
    public static readonly WordSplitter Llama3 = new(new() { Digits = 3 });
    public static readonly WordSplitter Qwen2 = new(new());
    public static readonly WordSplitter Qwen35 = new(new() { Marks = true });

    // Where llama.cpp reads these two with other letters than ASCII all being both capital and small, the model's own rule stands here.
    public static readonly WordSplitter Gpt4O = new(new() { Cased = true, Digits = 3, Slashes = true });
    public static readonly WordSplitter Tekken = new(new() { Cased = true, Contractions = false, Slashes = true });

    public static readonly IsolatingSplitter Digit = new(Patterns.Numbers(1));
    public static readonly IsolatingSplitter Digits = new(Patterns.Numbers(int.MaxValue));
    public static readonly IsolatingSplitter LineEnd = new(Patterns.LineEnd);
    public static readonly TrailingSpaceSplitter TrailingSpace = new();
    public static readonly IsolatingSplitter DeepSeekLetters = new(Patterns.Spaced(Patterns.Ranges(CasedLetters)));
    public static readonly IsolatingSplitter DeepSeekSigns = new(Patterns.Spaced(Patterns.Ranges(Signs)));
    public static readonly IsolatingSplitter DeepSeekCjk = new(Patterns.Ranges(Cjk));
    public static readonly IsolatingSplitter SpacedLetters = new(Patterns.SpacedRun(CharacterClass.Letter));
    public static readonly IsolatingSplitter SpacedPunctuation = new(Patterns.SpacedRun(CharacterClass.Punctuation));

    private const string Signs = "!-/:-~！-／：-～‘-‟　-。";
    private const string Cjk = "一-龥ࠀ-一가-\uD7FF";

    // Letters of scripts with capitals.
    private const string CasedLetters =
        "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-\u1F7Dᾀ-ᾴᾶ-ᾼ\u1FBE" +
        "ῂ-ῄῆ-ῌῐ-\u1FD3ῖ-\u1FDBῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤ\u2126ℨ\u212A-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓" +
        "𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃";

    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
    private const string Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
    private const string WhiteSpace = @"\s*[\r\n]+|\s+(?!\S)|\s+";

    // As tokenizer.json files write them.
    private static readonly Dictionary<string, Splitter> Expressions = new(StringComparer.Ordinal)
    {
        [@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"] = Gpt2,
        [$@"{Contractions}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{WhiteSpace}"] = Llama3,
        [$@"{Contractions}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{WhiteSpace}"] = Qwen2,
        [$@"{Contractions}|[^\r\n\p{{L}}\p{{N}}]?[\p{{L}}\p{{M}}]+|\p{{N}}| ?[^\s\p{{L}}\p{{M}}\p{{N}}]+[\r\n]*|{WhiteSpace}"] = Qwen35,
        [$@"[^\r\n\p{{L}}\p{{N}}]?{Upper}*{Lower}+{Contractions}?|[^\r\n\p{{L}}\p{{N}}]?{Upper}+{Lower}*{Contractions}?|\p{{N}}{{1,3}}" +
            $@"| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{WhiteSpace}"] = Gpt4O,
        [$@"[^\r\n\p{{L}}\p{{N}}]?{Upper}*{Lower}+|[^\r\n\p{{L}}\p{{N}}]?{Upper}+{Lower}*|\p{{N}}" +
            $@"| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{WhiteSpace}"] = Tekken,
        [@"\p{N}"] = Digit,
        [@"\p{N}+"] = Digits,
        [@"[\r\n]"] = LineEnd,
        [@"\s+$"] = TrailingSpace,
        [$@"\s?[{CasedLetters}]+"] = DeepSeekLetters,
        [$@"\s?[{Signs}]+"] = DeepSeekSigns,
        [$"[{Cjk}]+"] = DeepSeekCjk,
        [@"\s?\p{L}+"] = SpacedLetters,
        [@"\s?\p{P}+"] = SpacedPunctuation,
    };

    /// <summary>The splitter that isolates the matches of a regular expression, or null where that one isn't known.</summary>
    public static Splitter? Find(string expression) =>
        // Some files hold a line end where others hold its escape.
        Expressions.GetValueOrDefault(expression.Replace("\r", @"\r").Replace("\n", @"\n"));

    /// <summary>The regular expression whose matches a splitter isolates, or null where tokenizer.json files have none for it.</summary>
    public static string? ExpressionOf(Splitter splitter) =>
        Expressions.FirstOrDefault(entry => ReferenceEquals(entry.Value, splitter)).Key;
}

using System.Globalization;
using System.Text;

namespace Slipway.Formats.Tests.Tokenizers;

/// <summary>Text that tokenizers get wrong: written cases, and random mixtures.</summary>
internal static class NastyText
{
    private static readonly string[] Pools =
    [
        "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", "     ", "\n\n\r\n\t", ".,;:!?'\"()[]{}<>/\\|@#$%^&*-_=+~`",
        "\u00A0\u1680\u2003\u2009\u2028\u2029\u202F\u205F\u3000\u0085\v\f", "àéîõüßøåÆŒĲſ\u212A\u2126", "ΑΒΓαβγςЖжЂђԱաႠაᲐ",
        "漢字一龥㐀\uF900가나다ひらカナㄅ", "กขคงจไทยहिन्दीবাংলাதமிழ်မြန်", "\u0301\u0308\u20DD\u093F\u0E31\uFE0F\u200D\u200B\u00AD\uFEFF",
        "٠١٢३४५²³¼½ⅧⅫ①⑩〇", "\u0000\u0001\u001B\u007F\u0080\u009F\uFFFD\uFFFE\uE000", "€£¥₿©®™°±×÷√∞≠→⇒█▁▂", "ǅǈǋᾈʰʷˀªº",
    ];

    private static readonly string[] Pieces =
    [
        "'s", "'S", "'re", "'RE", "'Ll", "'ll", "'ve", "'D", "'t", "''", "'ſ", "don't", "I'M", "  ", "   \n  ", "\r\n\r\n", " \t ", "𝐀𝐛𝟗", "𠀀𠀁",
        "👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "❤️", "e\u0301", "ﷺ", "x²", "1234567", "3.14159", "1,000,000", "0x1F", "a_b-c", "camelCaseWord", "HTTPServer2",
        "HELLOWorld", "ÉcoleÉté", "ЁлкаИП", "<s>", "</s>", "<unk>", "<|eot_id|>", "<|im_start|>", "<|endoftext|>", "[INST]", "<0x0A>", "▁", "Ġ",
        "//", "/*", "*/", "=>", "!=", "::", "://", "```", "{\"a\": [1, 2]}", "\\n", "\u2028", "\u3000\u3000", "ab\u00ADcd",
    ];

    /// <summary>Cases written by hand.</summary>
    public static IReadOnlyList<string> Written { get; } =
    [
        "", " ", "  ", "\n", "\n\n", " \n", "\n ", "\r\n", "\t", "a", " a", "a ", "  a  b   c    ", "a\n\n\nb\r\n\r\n c \n",
        "Hello, world!", "The quick brown fox jumps over the lazy dog.", "I've don't WE'LL he'S she'd they'RE I'm 'tis o'clock '' 'sit",
        "naïve café Ünïcödé ŒUVRE straße", "Привет, как дела?", "Γειά σου Κόσμε", "שלום עולם", "مرحبا بالعالم ١٢٣", "你好,世界。这是一个测试!",
        "こんにちは、世界。カタカナ", "안녕하세요 세계", "สวัสดีชาวโลก", "नमस्ते दुनिया", "বাংলা ভাষা", "தமிழ் மொழி", "မြန်မာဘာသာ", "ქართული ᲥᲐᲠᲗᲣᲚᲘ",
        "Հայերեն", "ትግርኛ", "ᏣᎳᎩ", "𐌲𐌿𐍄𐌹𐍃𐌺", "𝐇𝐞𝐥𝐥𝐨 𝟏𝟐𝟑 𝒲𝑜𝓇𝓁𝒹", "𠀀𠮷野家 𪚥", "🤖👩‍🚀👨‍👩‍👧‍👦🏳️‍🌈🇫🇷👍🏿❤️‍🔥", "e\u0301 a\u0308\u0323 \u0301x \u0301 \u0301\u0301A",
        "12 123 1234 12345 1,234.56 ٣٤٥ १२३ ⅧⅫ ½ ² x² 10⁶ 0.1e-5", "a1b22c333d4444", "$100 €5 100% #1 @user me@x.org https://example.org/a?b=c&d=%20#e",
        "def f(x):\n    return x ** 2  # square\n\n\nclass A:\n\tpass\n", "if (a != b && c <= d || !e) { x->y = z[i++]; } // done\n",
        "{\"key\": [1, 2.5, null, true], \"s\": \"a\\nb\\u00e9\"}", "SELECT * FROM t WHERE a='b' AND c<>\"d\";", "<div class=\"x\">&nbsp;</div><!-- c -->",
        "camelCaseWords HTTPServer XMLHttpRequest iPhone McDonald's ÉcoleÀÉ ǅungla", "snake_case kebab-case CONSTANT_CASE $var @attr",
        "<s>[INST] <<SYS>> x <</SYS>> [/INST]</s>", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>",
        "<|im_start|>system\nYou are<|im_end|>\n<think>hm</think><tool_call>{}</tool_call>", "<unk><pad><0x0A><0xFF>", "a▁b ▁ ▁▁c Ġd Ċ",
        "\u00A0a\u2003b\u3000c\u0085d\u2028e\u2029f\u1680g", "zero\u200Bwidth\u200Djoin\uFEFFbom\u00ADsoft", "\u0000nul\u0001\u001B[31mred\u001B[0m\u007F",
        "\uFFFD\uFFFE\uE000 \U000F0000 \U0010FFFD", "............", "!!!???...,,,;;;", "-----\n=====\n*****\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "                                                                                                    x", "\n\n\n\n\n\n\n\n\n\n\n\n        \n\n\t\t\tx",
        "Thisisaverylongwordwithoutanyspacesatallinitthatgoesonandonandonandonuntilitends", "ИННОВАЦИОННОЕРАЗВИТИЕ漢字かな交じり文ＡＢＣ１２３",
        "Ǆ ǅ ǆ ʼn ŉ ß ẞ İ ı ſ \u212A \u212B", "x\u0345\u0308y", "١٢٣٤٥٦٧٨٩٠", "ⅰⅱⅲ①②③", "½¼¾ 1½", "a' b' c'", "'s's's 'LL'll", " 's", "\n's", "\"'re\"",
    ];

    /// <summary>A random mixture; only characters that Unicode had in version 15, so that newer tables agree with older ones.</summary>
    public static string Random(Random random, int parts)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, parts + 1); i > 0; i--)
        {
            switch (random.Next(10))
            {
                case < 2:
                    text.Append(Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    AppendAny(text, random);
                    break;
                default:
                    AppendFrom(text, Pools[random.Next(Pools.Length)], random);
                    break;
            }
        }

        return text.ToString();
    }

    private static void AppendFrom(StringBuilder text, string pool, Random random)
    {
        for (var i = random.Next(1, 6); i > 0; i--)
            text.Append(pool[random.Next(pool.Length)]);
    }

    private static void AppendAny(StringBuilder text, Random random)
    {
        var value = random.Next(random.Next(2) == 0 ? 0x3000 : 0x32000);
        var category = Rune.IsValid(value) ? CharUnicodeInfo.GetUnicodeCategory(value) : UnicodeCategory.Surrogate;
        // What came after version 15 lies in these blocks, or is not assigned at all.
        var isNew = value is 0x897 or 0x1B4E or 0x1B4F or 0x1B7F or 0x1C89 or 0x1C8A or (>= 0x2427 and <= 0x2429) or (>= 0x2FFC and <= 0x2FFF)
            or (>= 0x31D2 and <= 0x31EF) or (>= 0xA7CB and <= 0xA7DC) or (>= 0x105C0 and <= 0x105F3) or (>= 0x10D40 and <= 0x10D8F)
            or (>= 0x10EC2 and <= 0x10EFC) or (>= 0x11380 and <= 0x113E2) or (>= 0x116D0 and <= 0x116E3) or (>= 0x11BC0 and <= 0x11BF9)
            or 0x11F5A or (>= 0x13460 and <= 0x143FA) or (>= 0x16100 and <= 0x16139) or (>= 0x16D40 and <= 0x16D79)
            or (>= 0x18CFF and <= 0x18D7F) or (>= 0x1CC00 and <= 0x1CEBF) or (>= 0x1E5D0 and <= 0x1E5FF) or (>= 0x1F8B2 and <= 0x1F8D8)
            or (>= 0x1FA89 and <= 0x1FADF) or (>= 0x1FAE9 and <= 0x1FBFA) or (>= 0x2B739 and <= 0x2B73F) or (>= 0x2CEA2 and <= 0x2CEAF)
            or (>= 0x2EBF0 and <= 0x2EE5D) or (>= 0x323B0);
        if (category is not (UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned) && !isNew)
            text.Append(new Rune(value));
    }
}

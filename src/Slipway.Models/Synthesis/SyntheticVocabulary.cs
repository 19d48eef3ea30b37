namespace Slipway.Models.Synthesis;

/// <summary>
/// A byte-level BPE vocabulary of any size from 258 on that needs no text to be trained on: the bytes, then strings of letters by
/// length, each merged from the string before its last letter and that letter.
/// </summary>
internal static class SyntheticVocabulary
{
    private const int Normal = 1;
    private const int Control = 3;

    /// <summary>A space, as byte-level BPE spells it, and letters by how often English has them.</summary>
    private const string Letters = "Ġetaoinshrdlcumwfgypbvkjxqz";

    public static Dictionary<string, object> Metadata(int size, params IReadOnlyList<string> control)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 258 + control.Count);
        var tokens = new List<string> { "<|begin|>", "<|end|>" };
        tokens.AddRange(Enumerable.Range(0, 256).Select(value => ByteLetter(value).ToString()));
        var merges = new List<string>();
        var shorter = Letters.Select(letter => letter.ToString()).ToList();
        while (tokens.Count < size - control.Count)
        {
            var longer = new List<string>();
            foreach (var start in shorter)
            {
                foreach (var letter in Letters[1..])
                {
                    if (tokens.Count == size - control.Count)
                        break;
                    merges.Add($"{start} {letter}");
                    tokens.Add(start + letter);
                    longer.Add(start + letter);
                }
            }
            shorter = longer;
        }
        tokens.AddRange(control);
        var kinds = tokens.Select((_, token) => token < 2 || token >= size - control.Count ? Control : Normal).ToArray();
        return new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = "gpt2",
            ["tokenizer.ggml.pre"] = "gpt-2",
            ["tokenizer.ggml.tokens"] = tokens.ToArray(),
            ["tokenizer.ggml.token_type"] = kinds,
            ["tokenizer.ggml.merges"] = merges.ToArray(),
            ["tokenizer.ggml.bos_token_id"] = 0u,
            ["tokenizer.ggml.eos_token_id"] = 1u,
            ["tokenizer.ggml.add_bos_token"] = true,
        };
    }

    /// <summary>GPT-2's letter for a byte: printable ones stand for themselves, the others follow from U+0100 on.</summary>
    private static char ByteLetter(int value)
    {
        static bool IsPrintable(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
        return IsPrintable(value) ? (char)value : (char)(256 + Enumerable.Range(0, value).Count(lower => !IsPrintable(lower)));
    }
}

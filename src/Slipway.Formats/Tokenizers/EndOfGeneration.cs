using System.Collections.Frozen;

namespace Slipway.Formats.Tokenizers;

/// <summary>
/// Tokens that end an answer. A file names one or two; the others are known by their spelling, the way llama.cpp knows them.
/// </summary>
internal static class EndOfGeneration
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>", "<|endoftext|>",
        "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>", "<end_of_utterance>", "<eos>", "<turn|>",
        "<|tool_response>", "<｜end▁of▁sentence｜>", "[e~[",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Tokens of code completion after which another file would begin; each has a key of its own in the metadata.
    private static readonly (string Key, string[] Names)[] Fills =
    [
        ("fim_pad", ["<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"]),
        ("fim_rep", ["<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"]),
        ("fim_sep", ["<|file_sep|>"]),
    ];

    private static readonly FrozenSet<string> ControlNames =
        ((string[])[
            .. Names, .. Fills.SelectMany(fill => fill.Names),
            "<|fim_prefix|>", "<fim-prefix>", "<fim_prefix>", "<｜fim▁begin｜>", "<PRE>", "▁<PRE>", "<|code_prefix|>", "<|prefix|>",
            "<|fim_suffix|>", "<fim-suffix>", "<fim_suffix>", "<｜fim▁hole｜>", "<SUF>", "▁<SUF>", "<|code_suffix|>", "<|suffix|>",
            "<|fim_middle|>", "<fim-middle>", "<fim_middle>", "<｜fim▁end｜>", "<MID>", "▁<MID>", "<|code_middle|>", "<|middle|>",
        ]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a token of this spelling is a control token, even where a file calls it text.</summary>
    public static bool IsControlName(string spelling) => ControlNames.Contains(spelling);

    /// <param name="spellings">The vocabulary.</param>
    /// <param name="stated">A token that the metadata names for a purpose (eos, eot, eom, fim_pad …), or null.</param>
    public static HashSet<int> Find(IReadOnlyList<string> spellings, Func<string, int?> stated)
    {
        var found = new HashSet<int>();
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var token = 0; token < spellings.Count; token++)
        {
            if (Names.Contains(spellings[token]))
                found.Add(token);
            if (spellings[token].Length > 0 && spellings[token][0] is '<' or '[')
                byName.TryAdd(spellings[token], token);
        }

        foreach (var (key, names) in Fills)
        {
            if ((stated(key) ?? First(names)) is { } token)
                found.Add(token);
        }

        foreach (var key in (ReadOnlySpan<string>)["eos", "eot", "eom"])
        {
            if (stated(key) is { } token)
                found.Add(token);
        }

        // Where an answer has several channels, <|end|> ends one of them; where tools answer with a token, </s> is only text.
        if ((Has("<|return|>") && Has("<|call|>")) || (Has("<|flush|>") && (Has("<|call|>") || Has("<|calls|>"))))
            Remove("<|end|>");
        if (Has("<|tool_response>"))
            Remove("</s>");
        return found;

        bool Has(string name) => byName.TryGetValue(name, out var token) && found.Contains(token);

        void Remove(string name)
        {
            if (byName.TryGetValue(name, out var token))
                found.Remove(token);
        }

        int? First(string[] names)
        {
            foreach (var name in names)
            {
                if (byName.TryGetValue(name, out var token))
                    return token;
            }

            return null;
        }
    }
}

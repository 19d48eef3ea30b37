using System.Text;
using Slipway.Engine.Serving;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>The tokens of plain prompts: whoever writes a raw prompt may write control tokens too.</summary>
internal static class PromptTokens
{
    public static int[] Encode(Prompt prompt, ServedModel model, string field, FieldChecks checks)
    {
        var tokens = prompt.Tokens is { } given ? Check(given, model, field, checks) : Encode(prompt.Text!, model);
        if (tokens.Length == 0)
            checks.Fail(field, "has no tokens");
        return tokens;
    }

    public static int[] Encode(string text, ServedModel model)
    {
        var tokenizer = model.Tokenizer;
        var tokens = new List<int>();
        tokenizer.Encode(Encoding.UTF8.GetBytes(text), tokens, parseSpecial: true);
        if (tokenizer is { AddsBos: true, Bos: { } bos } && (tokens.Count == 0 || tokens[0] != bos))
            tokens.Insert(0, bos);
        if (tokenizer is { AddsEos: true, Eos: { } eos })
            tokens.Add(eos);
        return [.. tokens];
    }

    /// <summary>A request may not ask for more generations than can ever run and wait.</summary>
    public static void CheckCount(string field, long count, ServedModel model, FieldChecks checks)
    {
        var most = model.Scheduler.Options.Slots + model.Scheduler.Options.QueueLimit;
        if (count > most)
            checks.Fail(field, $"asks for {count} generations at once; this engine takes {most}");
    }

    private static int[] Check(IReadOnlyList<int> tokens, ServedModel model, string field, FieldChecks checks)
    {
        if (tokens.Any(token => (uint)token >= (uint)model.Vocabulary))
            checks.Fail(field, $"must hold tokens from 0 to {model.Vocabulary - 1}");
        return [.. tokens];
    }
}

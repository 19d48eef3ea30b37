using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

/// <summary>One or several prompts: a string, an array of strings, token ids, or an array of arrays of token ids.</summary>
[JsonConverter(typeof(PromptInputConverter))]
public sealed record PromptInput(IReadOnlyList<Prompt> Prompts)
{
    public static implicit operator PromptInput(string text) => new([new Prompt(text)]);
}

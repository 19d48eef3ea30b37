using Slipway.Platform.Generation;
using Slipway.Server.Contracts.Generation;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts;

/// <summary>The member <c>parameters</c> of both <c>/inference</c> paths. A name that means nothing here is refused: it would change nothing.</summary>
internal static class SamplingFields
{
    private static readonly string[] Known =
    [
        "temperature", "max_tokens", "max_new_tokens", "top_p", "top_k", "min_p", "presence_penalty", "frequency_penalty", "repetition_penalty", "seed", "stop",
    ];

    public static GenerationParameters Read(Fields body, GenerationDefaults defaults)
    {
        var fields = body.Inside("parameters");
        foreach (var name in fields.Names.Except(Known))
            fields.Wrong(name, $"is not a parameter; there are {string.Join(", ", Known)}");
        return new GenerationParameters
        {
            Prompt = "",
            MaxTokens = fields.Integer("max_tokens", 1, 1_000_000) ?? fields.Integer("max_new_tokens", 1, 1_000_000) ?? defaults.MaxTokens,
            Temperature = fields.Number("temperature", 0, 2) ?? defaults.Temperature,
            TopP = fields.Number("top_p", 0, 1) ?? defaults.TopP,
            TopK = fields.Integer("top_k", 0, 1_000_000),
            MinP = fields.Number("min_p", 0, 1),
            PresencePenalty = fields.Number("presence_penalty", -2, 2),
            FrequencyPenalty = fields.Number("frequency_penalty", -2, 2),
            RepetitionPenalty = fields.Number("repetition_penalty", 0.01, 10),
            Seed = fields.Long("seed", 0, long.MaxValue),
            Stop = fields.Texts("stop", 16),
        };
    }
}

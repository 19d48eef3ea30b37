using System.Globalization;
using System.Security.Cryptography;
using Slipway.Engine.Adapters;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Serving;
using Slipway.Models.Sampling;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>Reads the fields that chat completions and completions share.</summary>
internal static class SharedFields
{
    public const int MostChoices = 128;
    public const int MostAlternatives = 20;
    private const int MostStops = 16;

    /// <summary>Everything but the prompt and how many tokens may follow it.</summary>
    public static GenerationSpec Read(GenerationRequest request, ServedModel model, LoadedAdapter? adapter, FieldChecks checks)
    {
        checks.Range("temperature", request.Temperature, 0, 100);
        checks.Positive("top_p", request.TopP, 1);
        checks.Range("top_k", request.TopK, -1, int.MaxValue);
        checks.Range("min_p", request.MinP, 0, 1);
        checks.Positive("repetition_penalty", request.RepetitionPenalty, 10);
        checks.Range("presence_penalty", request.PresencePenalty, -2, 2);
        checks.Range("frequency_penalty", request.FrequencyPenalty, -2, 2);
        checks.Range("n", request.N, 1, MostChoices);
        if (request.StreamOptions is not null && request.Stream != true)
            checks.Fail("stream_options", "needs stream to be true");
        if (request.Stop is { } stop && (stop.Count > MostStops || stop.Any(text => text.Length == 0)))
            checks.Fail("stop", $"must be at most {MostStops} strings, none of them empty");
        UnsupportedFields.Check(request.Others, checks);
        var defaults = model.SamplingDefaults;
        return new GenerationSpec
        {
            Prompt = [],
            MaxTokens = 0,
            Stop = request.Stop ?? [],
            IgnoreEnd = request.IgnoreEos == true,
            Adapter = adapter,
            CacheSalt = request.CacheSalt ?? "",
            Sampling = new SamplingOptions
            {
                Temperature = (float)(request.Temperature ?? defaults.Temperature),
                TopP = (float)(request.TopP ?? defaults.TopP),
                TopK = Math.Max(0, request.TopK ?? defaults.TopK),
                MinP = (float)(request.MinP ?? defaults.MinP),
                RepetitionPenalty = (float)(request.RepetitionPenalty ?? defaults.RepetitionPenalty),
                PresencePenalty = (float)(request.PresencePenalty ?? 0),
                FrequencyPenalty = (float)(request.FrequencyPenalty ?? 0),
                LogitBias = Bias(request.LogitBias, model.Vocabulary, checks),
                Seed = request.Seed is { } seed ? unchecked((ulong)seed) : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)),
            },
        };
    }

    /// <summary>Checks a prompt and what was asked for against the context, and says how many tokens may be generated.</summary>
    public static int MaxTokens(string promptField, int promptTokens, string field, int? asked, ServedModel model, FieldChecks checks)
    {
        var room = model.Context - promptTokens;
        if (asked is { } sent)
        {
            if (sent > room)
            {
                checks.Fail(
                    room < 0 ? promptField : field,
                    $"the prompt has {promptTokens} tokens and {field} is {sent}, together more than the context of {model.Context} tokens");
            }
            return sent;
        }
        if (room < 1)
            checks.Fail(promptField, $"has {promptTokens} tokens, which leaves no room in the context of {model.Context} tokens");
        return Math.Min(room, model.DefaultMaxTokens);
    }

    /// <summary>The generations of one prompt: each choice has a seed of its own.</summary>
    public static IEnumerable<Generation> Choices(GenerationSpec spec, int count)
    {
        for (var i = 0; i < count; i++)
            yield return new Generation(spec with { Sampling = spec.Sampling with { Seed = unchecked(spec.Sampling.Seed + (ulong)i) } });
    }

    private static KeyValuePair<int, float>[] Bias(Dictionary<string, double>? bias, int vocabulary, FieldChecks checks)
    {
        if (bias is null)
            return [];
        var read = new List<KeyValuePair<int, float>>(bias.Count);
        foreach (var (key, value) in bias)
        {
            var field = $"logit_bias.{key}";
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var token) || token >= vocabulary)
                checks.Fail(field, $"must name a token from 0 to {vocabulary - 1}");
            checks.Range(field, value, -100, 100);
            read.Add(new(token, (float)value));
        }
        return [.. read];
    }
}

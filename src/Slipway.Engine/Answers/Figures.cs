using System.Text.Json;

namespace Slipway.Engine.Answers;

/// <summary>The usage and timings of all choices of an answer.</summary>
internal static class Figures
{
    /// <summary>A prompt counts once, however many choices it has; they stand one after the other.</summary>
    public static void WriteUsage(Utf8JsonWriter json, IReadOnlyList<Choice> choices, int choicesPerPrompt)
    {
        var (prompt, cached, generated) = (0, 0, 0);
        for (var i = 0; i < choices.Count; i++)
        {
            var generation = choices[i].Generation;
            generated += generation.Generated;
            if (i % choicesPerPrompt != 0)
                continue;
            prompt += generation.Spec.Prompt.Length;
            cached += generation.CachedTokens;
        }
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", prompt);
        json.WriteNumber("completion_tokens", generated);
        json.WriteNumber("total_tokens", prompt + generated);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", cached);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Tokens of choices add up; their times run beside each other, so the longest counts.</summary>
    public static void WriteTimings(Utf8JsonWriter json, IReadOnlyList<Choice> choices, TimeProvider time)
    {
        var (cached, prompt, predicted) = (0, 0, 0);
        var (promptMs, predictedMs) = (0.0, 0.0);
        foreach (var generation in choices.Select(choice => choice.Generation))
        {
            cached += generation.CachedTokens;
            prompt += generation.Spec.Prompt.Length - generation.CachedTokens;
            predicted += generation.Generated;
            promptMs = Math.Max(promptMs, Milliseconds(time, generation.Started, generation.Prompted));
            predictedMs = Math.Max(predictedMs, Milliseconds(time, generation.Prompted, generation.Latest));
        }
        json.WriteStartObject("timings");
        json.WriteNumber("cache_n", cached);
        json.WriteNumber("prompt_n", prompt);
        json.WriteNumber("prompt_ms", promptMs);
        json.WriteNumber("prompt_per_token_ms", promptMs / Math.Max(1, prompt));
        json.WriteNumber("prompt_per_second", prompt / promptMs * 1000);
        json.WriteNumber("predicted_n", predicted);
        json.WriteNumber("predicted_ms", predictedMs);
        json.WriteNumber("predicted_per_token_ms", predictedMs / Math.Max(1, predicted));
        json.WriteNumber("predicted_per_second", predicted / predictedMs * 1000);
        json.WriteEndObject();
    }

    /// <summary>Never 0, so that rates are numbers.</summary>
    private static double Milliseconds(TimeProvider time, long from, long to) =>
        Math.Max(0.001, time.GetElapsedTime(from, to).TotalMilliseconds);
}

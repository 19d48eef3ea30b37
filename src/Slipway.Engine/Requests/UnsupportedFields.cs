using System.Collections.Frozen;
using System.Text.Json;

namespace Slipway.Engine.Requests;

/// <summary>
/// Parameters of OpenAI, vLLM and llama-server which would change an answer and which this engine does not have. A request that sends
/// one is refused by its name; fields that nobody knows are ignored.
/// </summary>
internal static class UnsupportedFields
{
    private static readonly FrozenSet<string> Names = new[]
    {
        // OpenAI
        "audio", "function_call", "functions", "modalities", "moderation", "prediction", "reasoning_effort", "verbosity", "web_search_options",
        // vLLM
        "add_generation_prompt", "allowed_token_ids", "bad_words", "chat_template", "continue_final_message", "guided_choice",
        "guided_decoding_backend", "guided_grammar", "guided_json", "guided_regex", "include_stop_str_in_output", "length_penalty",
        "logits_processors", "min_tokens", "prompt_embeds", "prompt_logprobs", "skip_special_tokens", "stop_token_ids", "structured_outputs",
        "truncate_prompt_tokens", "use_beam_search",
        // llama-server
        "dry_multiplier", "dynatemp_range", "id_slot", "input_extra", "input_prefix", "input_suffix", "json_schema", "lora", "mirostat",
        "n_discard", "n_keep", "n_predict", "n_probs", "repeat_last_n", "repeat_penalty", "samplers", "top_n_sigma", "typical_p",
        "xtc_probability",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static void Check(Dictionary<string, JsonElement>? others, FieldChecks checks)
    {
        if (others is null)
            return;
        foreach (var (name, value) in others)
        {
            if (Names.Contains(name) && value.ValueKind != JsonValueKind.Null && !SaysText(name, value))
                checks.Fail(name, "is not supported by this engine");
        }
    }

    /// <summary>The official client libraries may send the only modality that there is.</summary>
    private static bool SaysText(string name, JsonElement value) =>
        name == "modalities" && value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueEquals("text"));
}

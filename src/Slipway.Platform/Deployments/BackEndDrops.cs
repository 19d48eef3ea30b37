using System.Collections.Frozen;

namespace Slipway.Platform.Deployments;

/// <summary>
/// Which parameters the known servers ignore silently. OpenAI's own are taken by all but Ollama; the others are each server's. A server that
/// nobody knows is believed to take no more than OpenAI's.
/// </summary>
public static class BackEndDrops
{
    private static readonly string[] OfBoth = ["top_k", "min_p", "ignore_eos", "chat_template_kwargs"];

    private static readonly string[] OfVllm =
    [
        "repetition_penalty", "cache_salt", "min_tokens", "stop_token_ids", "include_stop_str_in_output", "skip_special_tokens", "length_penalty",
        "use_beam_search", "allowed_token_ids", "bad_words", "prompt_logprobs", "truncate_prompt_tokens", "guided_json", "guided_regex",
        "guided_choice", "guided_grammar", "structured_outputs", "add_generation_prompt", "continue_final_message", "chat_template", "documents",
    ];

    private static readonly string[] OfLlamaServer =
    [
        "grammar", "json_schema", "repeat_penalty", "repeat_last_n", "typical_p", "mirostat", "mirostat_tau", "mirostat_eta", "dynatemp_range",
        "dry_multiplier", "xtc_probability", "top_n_sigma", "n_probs", "n_keep", "n_predict", "samplers", "cache_prompt", "id_slot", "lora",
    ];

    private static readonly string[] OfOpenAiNotOllama =
        ["n", "best_of", "echo", "logit_bias", "logprobs", "top_logprobs", "tool_choice", "parallel_tool_calls", "functions", "function_call", "prediction", "audio"];

    private static readonly FrozenSet<string> Vllm = OfLlamaServer.ToFrozenSet();
    private static readonly FrozenSet<string> LlamaServer = OfVllm.ToFrozenSet();
    private static readonly FrozenSet<string> Unknown = OfBoth.Concat(OfVllm).Concat(OfLlamaServer).ToFrozenSet();
    private static readonly FrozenSet<string> Ollama = Unknown.Concat(OfOpenAiNotOllama).ToFrozenSet();

    /// <param name="dialect">What the configuration says that it is.</param>
    /// <param name="owner">Whose models it says that it has, in its list of models; null where it has none.</param>
    public static IReadOnlySet<string> Of(EngineDialect dialect, string? owner) => (owner, dialect) switch
    {
        ("slipway", _) => FrozenSet<string>.Empty,
        ("vllm", _) or (null, EngineDialect.Vllm) => Vllm,
        ("llamacpp", _) => LlamaServer,
        (_, EngineDialect.Ollama) or ("library", _) => Ollama,
        (_, EngineDialect.Vllm) => Vllm,
        _ => Unknown,
    };
}

using Slipway.Formats;

namespace Slipway.Models.Synthesis;

/// <summary>
/// The base that fine-tuning falls back on where nobody named a real checkpoint: a tiny Llama 4 with random weights, the same everywhere. It knows
/// nothing; on it one sees that training works.
/// </summary>
public static class EmbeddedBase
{
    /// <summary>Stands in a specification for the model that <see cref="Write"/> makes.</summary>
    public const string Name = "embedded:llama4";

    private const string Template =
        "{{ bos_token }}{% for message in messages %}{{ '<|header_start|>' + message['role'] + '<|header_end|>\\n\\n' + message['content'] + '<|eot_id|>' }}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|header_start|>assistant<|header_end|>\\n\\n' }}{% endif %}";

    private static readonly RandomModelShape Shape = new(4, 96, 4, 2, 192)
    {
        Architecture = "llama4",
        Vocabulary = 1024,
        ContextLength = 2048,
        ChatTemplate = Template,
        ControlTokens = ["<|header_start|>", "<|header_end|>", "<|eot_id|>"],
        Metadata = [("expert_count", 4u), ("expert_used_count", 1u), ("expert_feed_forward_length", 96u), ("interleave_moe_layer_step", 1u)],
    };

    public static void Write(string path) => RandomModel.Write(path, Shape, seed: 4, TensorType.F16);
}

using Slipway.Formats.Tokenizers;

namespace Slipway.Formats.Templates;

/// <summary>Templates for models that carry none: the family is known by the control tokens of its vocabulary.</summary>
internal static class DefaultTemplates
{
    private const string ChatMl = """
        {% for message in messages %}
        {{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}
        {%- endfor %}
        {% if add_generation_prompt %}
        {{ '<|im_start|>assistant\n' }}
        {%- endif %}
        """;

    private const string Llama3 = """
        {{ bos_token }}
        {%- for message in messages %}
        {{ '<|start_header_id|>' + message.role + '<|end_header_id|>\n\n' + message.content | trim + '<|eot_id|>' }}
        {%- endfor %}
        {% if add_generation_prompt %}
        {{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
        {%- endif %}
        """;

    private const string Gemma = """
        {{ bos_token }}
        {%- for message in messages %}
        {% set role = 'model' if message.role == 'assistant' else 'user' %}
        {{ '<start_of_turn>' + role + '\n' + message.content | trim + '<end_of_turn>\n' }}
        {%- endfor %}
        {% if add_generation_prompt %}
        {{ '<start_of_turn>model\n' }}
        {%- endif %}
        """;

    private const string Llama2 = """
        {% set turn = namespace(system='') %}
        {{ bos_token if messages and messages[0].role == 'assistant' }}
        {%- for message in messages %}
        {% if message.role in ['system', 'developer'] %}
        {% set turn.system = '<<SYS>>\n' + message.content | trim + '\n<</SYS>>\n\n' %}
        {% elif message.role == 'assistant' %}
        {{ ' ' + message.content | trim + ' ' + eos_token }}
        {%- else %}
        {{ bos_token + '[INST] ' + turn.system + message.content | trim + ' [/INST]' }}
        {%- set turn.system = '' %}
        {% endif %}
        {% endfor %}
        """;

    private const string Plain = """
        {{ bos_token }}
        {%- for message in messages %}
        {{ message.role | capitalize + ': ' + message.content | trim + '\n' }}
        {%- endfor %}
        {% if add_generation_prompt %}
        {{ 'Assistant:' }}
        {%- endif %}
        """;

    private static readonly (string Token, string Source)[] Families =
    [
        ("<|im_start|>", ChatMl),
        ("<|start_header_id|>", Llama3),
        ("<start_of_turn>", Gemma),
        ("<s>", Llama2),
    ];

    public static string For(Tokenizer tokenizer)
    {
        foreach (var (token, source) in Families)
        {
            if (tokenizer.Find(token) is { } id && tokenizer.IsControl(id))
                return source;
        }
        return Plain;
    }
}

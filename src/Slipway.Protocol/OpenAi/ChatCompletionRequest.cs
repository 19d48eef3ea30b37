using System.Text.Json;

namespace Slipway.Protocol.OpenAi;

public sealed record ChatCompletionRequest : GenerationRequest
{
    public required IReadOnlyList<ChatMessage> Messages { get; init; }
    public int? MaxCompletionTokens { get; init; }
    public bool? Logprobs { get; init; }
    public int? TopLogprobs { get; init; }
    public IReadOnlyList<ToolDefinition>? Tools { get; init; }
    public ToolChoice? ToolChoice { get; init; }
    public bool? ParallelToolCalls { get; init; }

    /// <summary>Variables for the chat template, as vLLM and llama-server take them.</summary>
    public Dictionary<string, JsonElement>? ChatTemplateKwargs { get; init; }

    /// <summary>Texts for the templates of retrieval models, as vLLM takes them.</summary>
    public IReadOnlyList<JsonElement>? Documents { get; init; }
}

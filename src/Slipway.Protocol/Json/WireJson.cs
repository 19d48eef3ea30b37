using System.Text.Json.Serialization;
using Slipway.Protocol.Control;
using Slipway.Protocol.OpenAi;

namespace Slipway.Protocol.Json;

/// <summary>Source-generated (de)serialization of everything that stands in this room.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(ChatCompletion))]
[JsonSerializable(typeof(ChatCompletionChunk))]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(Completion))]
[JsonSerializable(typeof(EmbeddingRequest))]
[JsonSerializable(typeof(EmbeddingList))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(List<ContentPart>))]
[JsonSerializable(typeof(List<ChatMessage>))]
[JsonSerializable(typeof(List<ToolDefinition>))]
[JsonSerializable(typeof(List<FunctionDefinition>))]
[JsonSerializable(typeof(ErrorDetail))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(TokenizeRequest))]
[JsonSerializable(typeof(TokenizeAnswer))]
[JsonSerializable(typeof(DetokenizeRequest))]
[JsonSerializable(typeof(DetokenizeAnswer))]
[JsonSerializable(typeof(LoadAdapterRequest))]
[JsonSerializable(typeof(UnloadAdapterRequest))]
[JsonSerializable(typeof(EngineCapacity))]
[JsonSerializable(typeof(EngineHealth))]
public sealed partial class WireJson : JsonSerializerContext;

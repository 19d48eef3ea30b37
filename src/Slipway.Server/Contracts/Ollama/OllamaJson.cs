using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Server.Contracts.Ollama;

[JsonSerializable(typeof(JsonNode))]
internal sealed partial class OllamaJson : JsonSerializerContext;

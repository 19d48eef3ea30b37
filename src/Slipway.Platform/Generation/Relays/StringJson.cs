using System.Text.Json.Serialization;

namespace Slipway.Platform.Generation.Relays;

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonNode))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
internal sealed partial class StringJson : JsonSerializerContext;

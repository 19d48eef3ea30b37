using System.Text.Json.Serialization;

namespace Slipway.Platform.Generation.Relays;

[JsonSerializable(typeof(string))]
internal sealed partial class StringJson : JsonSerializerContext;

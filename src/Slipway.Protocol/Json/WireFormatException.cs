using System.Text.Json;

namespace Slipway.Protocol.Json;

/// <summary>Thrown by converters whose message is fit for a client.</summary>
public sealed class WireFormatException(string message) : JsonException(message);

namespace Slipway.Protocol.Control;

public sealed record UnloadAdapterRequest(string LoraName);

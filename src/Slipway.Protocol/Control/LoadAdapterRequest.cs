namespace Slipway.Protocol.Control;

public sealed record LoadAdapterRequest(string LoraName, string LoraPath);

namespace Slipway.Protocol.Control;

public sealed record DetokenizeRequest(IReadOnlyList<int> Tokens);

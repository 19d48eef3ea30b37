namespace Slipway.Protocol.Control;

public sealed record DetokenizeAnswer(string Content);

namespace Slipway.Protocol.Control;

public sealed record TokenizeAnswer(IReadOnlyList<int> Tokens);

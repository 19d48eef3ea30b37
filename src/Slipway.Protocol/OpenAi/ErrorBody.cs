namespace Slipway.Protocol.OpenAi;

public sealed record ErrorBody(ErrorDetail Error);

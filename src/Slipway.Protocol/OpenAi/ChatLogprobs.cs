namespace Slipway.Protocol.OpenAi;

public sealed record ChatLogprobs(IReadOnlyList<TokenLogprob>? Content);

namespace Slipway.Protocol.OpenAi;

/// <param name="Bytes">The token's own bytes; its text may show only a part of a character.</param>
public sealed record TokenLogprob(
    string Token, double Logprob, IReadOnlyList<int>? Bytes = null, IReadOnlyList<TokenLogprob>? TopLogprobs = null);

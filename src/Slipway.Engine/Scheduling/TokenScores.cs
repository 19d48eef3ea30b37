using Slipway.Models.Sampling;

namespace Slipway.Engine.Scheduling;

/// <summary>The logprob of a token and of the most likely alternatives in its place, best first.</summary>
internal sealed record TokenScores(float Logprob, TokenLogprob[] Top);

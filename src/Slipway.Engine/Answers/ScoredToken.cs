using Slipway.Engine.Scheduling;

namespace Slipway.Engine.Answers;

internal readonly record struct ScoredToken(int Token, TokenScores? Scores);

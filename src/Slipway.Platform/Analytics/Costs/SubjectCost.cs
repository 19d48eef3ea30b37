namespace Slipway.Platform.Analytics.Costs;

/// <summary>The part of deployments' cost that the tokens of one key or user stand for.</summary>
public sealed record SubjectCost(string Subject, long Requests, long Tokens, double Cost)
{
    public double? PerMillionTokens => Tokens > 0 ? Cost / Tokens * 1e6 : null;
}

namespace Slipway.Platform.Access.Limits;

/// <summary>Counts requests. Nodes that share one obey one limit together.</summary>
public interface ILimitLedger
{
    /// <summary>Takes one request of the subject, if the rule allows it.</summary>
    ValueTask<LimitDecision> TakeAsync(LimitRule rule, string subject);
}

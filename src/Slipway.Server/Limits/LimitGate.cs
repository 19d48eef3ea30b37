using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Limits;
using Slipway.Platform.Common;

namespace Slipway.Server.Limits;

/// <summary>Holds requests to the limits of their contract and says in the headers how much is left, where the contract has them.</summary>
internal sealed class LimitGate(ILimitLedger ledger, LimitRules rules, ClientAddresses addresses)
{
    /// <summary>Why the request may not go on; null where it may.</summary>
    public async ValueTask<Failure?> CheckAsync(HttpContext http, LimitGroup group, Caller? caller)
    {
        if (rules.Of(group) is not { } rule)
            return null;
        var subject = rule.Subject == LimitSubject.Caller && caller is not null ? caller.Id : addresses.Of(http);
        var decision = await ledger.TakeAsync(rule, subject).ConfigureAwait(false);
        if (rule.Announced)
            Announce(http.Response.Headers, rule, decision);
        return decision.Allowed ? null : new Failure(FailureKind.RateLimited, "Rate limit exceeded") { RetryAfter = decision.RetryAfter };
    }

    private static void Announce(IHeaderDictionary headers, LimitRule rule, LimitDecision decision)
    {
        headers["X-RateLimit-Limit"] = rule.PerMinute.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = decision.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = decision.Resets.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }
}

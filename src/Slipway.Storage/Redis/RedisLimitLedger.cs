using Slipway.Platform.Access.Limits;
using StackExchange.Redis;

namespace Slipway.Storage.Redis;

/// <summary>
/// Counts where all nodes count, by Redis' own clock, with the same decisions as the ledger in memory; and there while Redis is away.
/// </summary>
public sealed class RedisLimitLedger(RedisHub hub, string cluster, ILimitLedger local, TimeProvider time) : ILimitLedger
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // KEYS: the account. ARGV: requests a minute, burst (-1 for windows). It answers: allowed, remaining, whole again in µs, retry in µs.
    private const string Script = """
        local per, burst, minute = tonumber(ARGV[1]), tonumber(ARGV[2]), 60000000
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local account = redis.call('HMGET', KEYS[1], 'used', 'since')
        local used, since = tonumber(account[1] or '0'), tonumber(account[2] or '0')
        local allowed, left, whole, retry = 0, 0, 0, 0
        if burst < 0 then
          local start = now - now % minute
          if since ~= start then used = 0 end
          since, whole = start, start + minute - now
          if used < per then used, allowed = used + 1, 1 else retry = whole end
          left = per - used
        else
          used = math.max(0, used - math.max(0, now - since) * per / minute)
          since = now
          if used + 1 <= burst + 1e-9 then used, allowed = used + 1, 1 else retry = (used + 1 - burst) * minute / per end
          left, whole = math.floor(burst - used + 1e-9), used * minute / per
        end
        redis.call('HMSET', KEYS[1], 'used', string.format('%.17g', used), 'since', string.format('%.0f', since))
        redis.call('PEXPIRE', KEYS[1], math.ceil(whole / 1000) + 1000)
        return {allowed, left, math.ceil(whole), math.ceil(retry)}
        """;

    public async ValueTask<LimitDecision> TakeAsync(LimitRule rule, string subject)
    {
        if (hub.Database is not { } database)
            return await local.TakeAsync(rule, subject).ConfigureAwait(false);
        try
        {
            RedisKey key = $"slipway:{cluster}:limit:{rule.Name}:{subject}";
            var answer = (long[]?)await database.ScriptEvaluateAsync(Script, [key], [rule.PerMinute, rule.Burst ?? -1]).WaitAsync(Patience, time).ConfigureAwait(false);
            return new LimitDecision(
                answer![0] == 1, (int)answer[1], time.GetUtcNow().AddMicroseconds(answer[2]), TimeSpan.FromMicroseconds(answer[3]));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return await local.TakeAsync(rule, subject).ConfigureAwait(false);
        }
    }
}

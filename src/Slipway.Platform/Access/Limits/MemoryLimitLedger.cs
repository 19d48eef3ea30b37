using System.Collections.Concurrent;

namespace Slipway.Platform.Access.Limits;

/// <summary>Counts in memory. A subject that has its whole allowance back is forgotten, so the ledger doesn't grow with history.</summary>
public sealed class MemoryLimitLedger(TimeProvider time) : ILimitLedger
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Sweeping = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Rule, string Subject), Account> _accounts = [];
    private long _swept = time.GetTimestamp();

    public int Subjects => _accounts.Count;

    public ValueTask<LimitDecision> TakeAsync(LimitRule rule, string subject)
    {
        var now = time.GetUtcNow();
        Sweep(now);
        while (true)
        {
            var account = _accounts.GetOrAdd((rule.Name, subject), static _ => new Account());
            lock (account)
            {
                // One that the sweep has just taken out counts no more.
                if (!account.IsForgotten)
                    return new(rule.Burst is { } burst ? FromBucket(account, rule, burst, now) : FromWindow(account, rule, now));
            }
        }
    }

    private static LimitDecision FromWindow(Account account, LimitRule rule, DateTimeOffset now)
    {
        var start = new DateTimeOffset(now.UtcTicks - now.UtcTicks % Minute.Ticks, TimeSpan.Zero);
        if (account.Since != start)
            (account.Since, account.Used) = (start, 0);
        account.WholeAt = start + Minute;
        var allowed = account.Used < rule.PerMinute;
        if (allowed)
            account.Used++;
        return new LimitDecision(allowed, rule.PerMinute - (int)account.Used, account.WholeAt, allowed ? default : account.WholeAt - now);
    }

    private static LimitDecision FromBucket(Account account, LimitRule rule, int burst, DateTimeOffset now)
    {
        var perSecond = rule.PerMinute / Minute.TotalSeconds;
        // A clock that was set back gives nothing and takes nothing.
        var elapsed = Math.Max(0, (now - account.Since).TotalSeconds);
        account.Used = account.Since == default ? 0 : Math.Max(0, account.Used - elapsed * perSecond);
        account.Since = now;
        // A hair of tolerance, so that a refill which is exact in decimals isn't missed in binary.
        var allowed = account.Used + 1 <= burst + 1e-9;
        if (allowed)
            account.Used++;
        account.WholeAt = now + TimeSpan.FromSeconds(account.Used / perSecond);
        return new LimitDecision(allowed, (int)(burst - account.Used + 1e-9), account.WholeAt,
            allowed ? default : TimeSpan.FromSeconds((account.Used + 1 - burst) / perSecond));
    }

    private void Sweep(DateTimeOffset now)
    {
        var last = Volatile.Read(ref _swept);
        if (time.GetElapsedTime(last) < Sweeping || Interlocked.CompareExchange(ref _swept, time.GetTimestamp(), last) != last)
            return;
        foreach (var (key, account) in _accounts)
        {
            lock (account)
            {
                if (account.WholeAt > now)
                    continue;
                account.IsForgotten = true;
                _accounts.TryRemove(key, out _);
            }
        }
    }

    private sealed class Account
    {
        public double Used;
        public DateTimeOffset Since;
        public DateTimeOffset WholeAt;
        public bool IsForgotten;
    }
}

namespace Slipway.Platform.Access.Users;

/// <summary>
/// Slows guessing down: so many failures at once, then one more each time a while has passed. An attempt is charged before it is
/// made and given back when it succeeds, so nobody gets more by asking in parallel.
/// </summary>
public sealed class GuessGuard(int burst, TimeSpan refill, TimeProvider time)
{
    private const int MostSubjects = 100_000;

    private readonly Dictionary<string, (double Used, DateTimeOffset Since)> _accounts = [];

    /// <summary>Null, or how long to wait.</summary>
    public TimeSpan? TryCharge(string subject)
    {
        lock (_accounts)
        {
            var now = time.GetUtcNow();
            var used = Used(subject, now);
            if (used + 1 > burst + 1e-9)
                return (used + 1 - burst) * refill;
            if (_accounts.Count >= MostSubjects)
                Forget(now);
            _accounts[subject] = (used + 1, now);
            return null;
        }
    }

    public void GiveBack(string subject)
    {
        lock (_accounts)
        {
            var now = time.GetUtcNow();
            if (_accounts.ContainsKey(subject))
                _accounts[subject] = (Math.Max(0, Used(subject, now) - 1), now);
        }
    }

    private double Used(string subject, DateTimeOffset now) => _accounts.TryGetValue(subject, out var account)
        ? Math.Max(0, account.Used - Math.Max(0, (now - account.Since) / refill))
        : 0;

    /// <summary>Those that have their whole allowance back; if there are none, the guesser's own noise has to make room.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var subject in _accounts.Keys.Where(subject => Used(subject, now) <= 0).ToList())
            _accounts.Remove(subject);
        if (_accounts.Count >= MostSubjects)
            _accounts.Clear();
    }
}

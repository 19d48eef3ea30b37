using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments.Scaling;

/// <summary>
/// Decides how many replicas there should be, from what waits and what runs. It remembers its wishes of the last minute: it grows to what
/// all recent ones agree on and shrinks to the most that any of them asked for, so that a moment's peak or pause changes nothing.
/// </summary>
public sealed class Autoscaler(AutoscalerOptions options)
{
    private readonly Queue<(long At, int Wish)> _wishes = [];
    private long _since;

    /// <param name="policy">Bounds and targets.</param>
    /// <param name="replicas">How many there should be until now.</param>
    /// <param name="load">What is to do.</param>
    /// <param name="now">When.</param>
    public int Decide(ScalingPolicy policy, int replicas, in ReplicaLoad load, long now)
    {
        if (!policy.Automatic)
            return policy.Most;
        if (replicas == 0)
        {
            _wishes.Clear();
            return load.Waiting > 0 ? Math.Max(1, policy.Least) : policy.Least;
        }

        var bounded = Math.Clamp(replicas, Math.Max(1, policy.Least), Math.Max(1, policy.Most));
        if (bounded != replicas)
            return bounded;
        if (policy.Least == 0 && load.Waiting + load.Running == 0 && Micros.ToSpan(now - load.LastUsedAt) >= options.SleepAfter)
            return 0;
        if (_wishes.Count == 0)
            _since = now;
        _wishes.Enqueue((now, Math.Clamp(Wish(policy, replicas, load), Math.Max(1, policy.Least), Math.Max(1, policy.Most))));
        while (_wishes.Peek().At < now - options.ShrinkAfter.ToMicros())
            _wishes.Dequeue();
        var grow = _wishes.Where(wish => wish.At >= now - options.GrowAfter.ToMicros()).Min(wish => wish.Wish);
        var shrink = _wishes.Max(wish => wish.Wish);
        var age = Micros.ToSpan(now - _since);
        return grow > replicas && age >= options.GrowAfter ? grow
            : shrink < replicas && age >= options.ShrinkAfter ? shrink
            : replicas;
    }

    private int Wish(ScalingPolicy policy, int replicas, in ReplicaLoad load)
    {
        var target = Math.Clamp(policy.TargetCpu ?? options.TargetUse, 1, 100) / 100;
        var wish = (int)Math.Ceiling(load.Running / (Math.Max(1, load.SlotsPerReplica) * target));
        var queue = policy.QueuePerReplica ?? load.SlotsPerReplica;
        if (load.Waiting > 0)
        {
            wish = Math.Max(wish, replicas + load.Waiting / Math.Max(1, queue));
            if (policy.TargetCpu is { } most && load.Cpu > most)
                wish = Math.Max(wish, replicas + 1);
        }

        return policy.TargetGpu is { } gpu && load.Gpu > gpu ? Math.Max(wish, replicas + 1) : wish;
    }
}

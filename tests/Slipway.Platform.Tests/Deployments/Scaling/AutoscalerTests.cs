using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Deployments.Scaling;

namespace Slipway.Platform.Tests.Deployments.Scaling;

public sealed class AutoscalerTests
{
    private static readonly ScalingPolicy Policy = new() { Automatic = true, Least = 1, Most = 4, TargetCpu = 70 };

    private readonly Autoscaler _scaler = new(AutoscalerOptions.Default);
    private long _now = 1000 * Micros.PerSecond;
    private int _replicas = 1;

    [Fact]
    public void A_queue_that_lasts_adds_replicas_up_to_the_maximum()
    {
        Run(seconds: 2, waiting: 20, running: 5);
        Assert.Equal(1, _replicas);

        Run(seconds: 30, waiting: 20, running: 5);

        Assert.Equal(4, _replicas);
    }

    [Fact]
    public void A_moments_peak_adds_nothing_and_a_moments_pause_takes_nothing()
    {
        Run(seconds: 10, waiting: 0, running: 1);
        Run(seconds: 1, waiting: 50, running: 5);
        Run(seconds: 10, waiting: 0, running: 1);
        Assert.Equal(1, _replicas);
        Run(seconds: 30, waiting: 30, running: 5);
        Run(seconds: 20, waiting: 0, running: 0);
        Assert.Equal(4, _replicas);

        Run(seconds: 90, waiting: 0, running: 1);

        Assert.Equal(1, _replicas);
    }

    [Fact]
    public void Nobody_for_a_while_means_no_replica_where_none_is_needed_and_a_request_brings_one()
    {
        var policy = Policy with { Least = 0 };
        var used = _now;
        Run(seconds: 400, waiting: 0, running: 0, policy, used);
        Assert.Equal(0, _replicas);

        Run(seconds: 1, waiting: 1, running: 0, policy, used);

        Assert.Equal(1, _replicas);
    }

    [Fact]
    public void A_new_policy_takes_effect_at_once()
    {
        Run(seconds: 1, waiting: 0, running: 0, Policy with { Least = 3 });
        Assert.Equal(3, _replicas);

        Run(seconds: 1, waiting: 0, running: 0, Policy with { Most = 2 });

        Assert.Equal(2, _replicas);
    }

    [Fact]
    public void The_processor_counts_only_while_requests_wait()
    {
        Run(seconds: 60, waiting: 0, running: 1, cpu: 100);
        Assert.Equal(1, _replicas);

        Run(seconds: 10, waiting: 1, running: 1, cpu: 100);

        Assert.True(_replicas > 1);
    }

    private void Run(int seconds, int waiting, int running, ScalingPolicy? policy = null, long? lastUsed = null, double? cpu = null)
    {
        for (var i = 0; i < seconds * 2; i++)
        {
            _now += Micros.PerSecond / 2;
            _replicas = _scaler.Decide(policy ?? Policy, _replicas, new ReplicaLoad(waiting, running, 4, lastUsed ?? _now) { Cpu = cpu }, _now);
        }
    }
}

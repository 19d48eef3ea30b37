namespace Slipway.Platform.Deployments;

/// <summary>How patient the controller is.</summary>
public sealed record ControllerOptions
{
    public static readonly ControllerOptions Default = new();

    /// <summary>From the start of a replica until a generation works.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>For a server elsewhere, which is there or isn't.</summary>
    public TimeSpan RemoteReadyWithin { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A replica that ran this long has earned a fresh start of the back-off.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A replica that does not fit looks again for room.</summary>
    public TimeSpan RoomEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>For running requests when a replica is taken away.</summary>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(30);
}

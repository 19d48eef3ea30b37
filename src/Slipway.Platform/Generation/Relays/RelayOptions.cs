namespace Slipway.Platform.Generation.Relays;

/// <summary>Limits of requests that are passed through.</summary>
public sealed record RelayOptions
{
    public static readonly RelayOptions Default = new();

    /// <summary>How long a request waits for a seat.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A replica that is gone leaves its gate a moment later; nobody needs to run into it again until then.</summary>
    public TimeSpan PauseWhenGone { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many replicas are tried.</summary>
    public int MostAttempts { get; init; } = 3;

    /// <summary>Bytes of an answer that is not streamed.</summary>
    public long LargestAnswer { get; init; } = 64 * 1024 * 1024;
}

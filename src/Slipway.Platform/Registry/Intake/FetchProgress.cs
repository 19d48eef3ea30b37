namespace Slipway.Platform.Registry.Intake;

/// <param name="Total">Null where the sender doesn't say.</param>
public sealed record FetchProgress(long Received, long? Total);

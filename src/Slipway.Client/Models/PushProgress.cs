namespace Slipway.Client.Models;

/// <summary>How much of a file has been sent.</summary>
public readonly record struct PushProgress(long Sent, long Size);

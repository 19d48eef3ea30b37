namespace Slipway.Formats.Hub;

/// <summary>How far the download of one file is.</summary>
public readonly record struct HubProgress(string File, long Received, long Size);

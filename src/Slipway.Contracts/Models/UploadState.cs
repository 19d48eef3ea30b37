namespace Slipway.Contracts.Models;

/// <summary>How much of an upload has arrived.</summary>
public sealed record UploadState(string UploadId, long Offset, long Size);

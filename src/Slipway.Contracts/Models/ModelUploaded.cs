namespace Slipway.Contracts.Models;

/// <summary>The answer to an upload.</summary>
public sealed record ModelUploaded(string ModelId, string Name, string Framework, string Version, string StoragePath, DateTimeOffset CreatedAt, string? Sha256);

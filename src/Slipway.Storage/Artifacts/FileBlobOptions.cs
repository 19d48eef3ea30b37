namespace Slipway.Storage.Artifacts;

/// <summary>Where blobs lie and how much they may take.</summary>
/// <param name="Folder">The store's own folder.</param>
/// <param name="Quota">Bytes that all blobs may take together; 0 for as much as the disk has.</param>
public sealed record FileBlobOptions(string Folder, long Quota = 0);

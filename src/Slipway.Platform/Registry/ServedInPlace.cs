namespace Slipway.Platform.Registry;

/// <summary>A file that stays where its owner keeps it. It is still the one that was registered while these are unchanged.</summary>
public sealed record ServedInPlace(string Path, long Size, long ModifiedAt, long Inode);

namespace Slipway.Formats.Hub;

/// <summary>Where a pulled model lies: a GGUF file (of several, the first) or a directory.</summary>
/// <param name="FromCache">The hub was not asked or did not answer; this is what the cache had.</param>
public sealed record PulledModel(string Path, string Commit, bool FromCache);

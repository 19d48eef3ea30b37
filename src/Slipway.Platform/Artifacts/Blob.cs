namespace Slipway.Platform.Artifacts;

/// <summary>A file, or a directory of files, that the store holds.</summary>
/// <param name="Digest">
/// SHA-256 in lower-case hex: of a file's bytes; of a directory's manifest, which has a line <c>digest  path</c> for each file, sorted by path.
/// </param>
/// <param name="Size">Bytes, of a directory all files together.</param>
public sealed record Blob(string Digest, long Size);

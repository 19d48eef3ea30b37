using Slipway.Platform.Common;

namespace Slipway.Platform.Artifacts;

/// <summary>
/// Large artifacts by what they hold. Whatever fails (a quota, a full disk, a caller that goes away) leaves nothing behind. What has been
/// added stays for a while even if nobody refers to it yet; then a sweep frees it.
/// </summary>
public interface IBlobStore
{
    /// <summary>Adds a stream of any length as a file.</summary>
    Task<Result<Blob>> AddAsync(Stream content, CancellationToken cancellation);

    /// <summary>Adds a copy of a file or a directory; on file systems that can, the copy shares its blocks.</summary>
    Task<Result<Blob>> CopyAsync(string path, CancellationToken cancellation);

    /// <summary>A path for a file or directory to be prepared in, which <see cref="AdoptAsync"/> takes without copying.</summary>
    string Scratch();

    /// <summary>Appends a stream to a file made at a path of <see cref="Scratch"/>; the digest is that of the bytes appended.</summary>
    Task<Result<Blob>> AppendAsync(Stream content, string path, CancellationToken cancellation);

    /// <summary>Moves what was prepared at a path of <see cref="Scratch"/> into the store.</summary>
    /// <param name="path">What was prepared.</param>
    /// <param name="known">What it is where that is known already, which saves reading it again.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<Result<Blob>> AdoptAsync(string path, Blob? known, CancellationToken cancellation);

    /// <summary>Takes away what was prepared at a path of <see cref="Scratch"/>, if it is still there.</summary>
    void Discard(string path);

    /// <summary>Where a blob lies; null where the store has none of that digest.</summary>
    string? PathOf(string digest);

    /// <summary>Bytes that all blobs take, and those that are being added.</summary>
    long UsedBytes { get; }

    /// <summary>Frees what <paramref name="kept"/> does not name and nobody added again within the grace period; returns the bytes freed.</summary>
    Task<long> SweepAsync(IReadOnlySet<string> kept, TimeSpan grace, CancellationToken cancellation);
}

using System.Security.Cryptography;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;

namespace Slipway.Storage.Artifacts;

/// <summary>
/// Blobs as files and directories of one folder: prepared in <c>incoming</c>, written out, then renamed to their digest, so that whatever
/// stands under a digest is whole. One process at a time owns the folder.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    private const int Chunk = 1 << 20;

    private readonly string _incoming;
    private readonly string _blobs;
    private readonly long _quota;
    private readonly TimeProvider _time;
    private readonly Lock _placing = new();
    private long _used;

    public FileBlobStore(FileBlobOptions options, TimeProvider time)
    {
        (_quota, _time) = (options.Quota, time);
        _incoming = Path.Combine(options.Folder, "incoming");
        _blobs = Path.Combine(options.Folder, "sha256");
        // What a killed server was preparing is of no use to anybody.
        if (Directory.Exists(_incoming))
            Directory.Delete(_incoming, recursive: true);
        Directory.CreateDirectory(_incoming);
        Directory.CreateDirectory(_blobs);
        _used = All().Sum(BlobDigest.SizeOf);
    }

    public long UsedBytes => Interlocked.Read(ref _used);

    public async Task<Result<Blob>> AddAsync(Stream content, CancellationToken cancellation)
    {
        var path = Scratch();
        try
        {
            var received = await AppendAsync(content, path, cancellation).ConfigureAwait(false);
            return received.Succeeded ? await AdoptAsync(path, received.Value, cancellation).ConfigureAwait(false) : received;
        }
        finally
        {
            Discard(path);
        }
    }

    public async Task<Result<Blob>> CopyAsync(string path, CancellationToken cancellation)
    {
        var copy = Scratch();
        try
        {
            if (Directory.Exists(path))
            {
                foreach (var file in BlobDigest.Files(path))
                {
                    if (CopyFile(Path.Combine(path, file), Path.Combine(copy, file), cancellation) is { } refused)
                        return refused;
                }
            }
            else if (CopyFile(path, copy, cancellation) is { } refused)
            {
                return refused;
            }

            return await AdoptAsync(copy, null, cancellation).ConfigureAwait(false);
        }
        catch (IOException exception) when (IsFull(exception))
        {
            return Full();
        }
        finally
        {
            Discard(copy);
        }
    }

    public string Scratch() => Path.Combine(_incoming, Guid.NewGuid().ToString("N"));

    public async Task<Result<Blob>> AppendAsync(Stream content, string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Chunk];
        long size = 0;
        try
        {
            var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                int read;
                while ((read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false)) > 0)
                {
                    if (Book(read) is { } refused)
                        return refused;
                    size += read;
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                }

                file.Flush(flushToDisk: true);
            }

            return new Blob(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
        }
        catch (IOException exception) when (IsFull(exception))
        {
            return Full();
        }
        finally
        {
            // From here on the file itself says how much it takes.
            Interlocked.Add(ref _used, -size);
        }
    }

    public async Task<Result<Blob>> AdoptAsync(string path, Blob? known, CancellationToken cancellation)
    {
        var blob = known ?? await BlobDigest.OfAsync(path, cancellation).ConfigureAwait(false);
        var place = PlaceOf(blob.Digest);
        if (_quota > 0 && UsedBytes + blob.Size > _quota && !Exists(place))
            return OverQuota();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            Sync(path);
            lock (_placing)
            {
                if (Exists(place))
                {
                    // Somebody added the same before; it is as good as new.
                    Touch(place);
                    Delete(path);
                    return blob;
                }

                Touch(path);
                Directory.Move(path, place);
                Interlocked.Add(ref _used, blob.Size);
            }
            DurableFiles.SyncFolder(Path.GetDirectoryName(place)!);
            return blob;
        }
        catch (IOException exception) when (IsFull(exception))
        {
            return Full();
        }
    }

    public void Discard(string path)
    {
        if (Path.GetDirectoryName(path) != _incoming)
            throw new ArgumentException("not a path of Scratch()", nameof(path));
        Delete(path);
    }

    public string? PathOf(string digest) => BlobDigest.IsOne(digest) && PlaceOf(digest) is var place && Exists(place) ? place : null;

    public Task<long> SweepAsync(IReadOnlySet<string> kept, TimeSpan grace, CancellationToken cancellation)
    {
        var before = _time.GetUtcNow() - grace;
        long freed = 0;
        foreach (var place in All())
        {
            cancellation.ThrowIfCancellationRequested();
            if (kept.Contains(Path.GetFileName(place)))
                continue;
            lock (_placing)
            {
                if (Directory.GetLastWriteTimeUtc(place) > before.UtcDateTime)
                    continue;
                var size = BlobDigest.SizeOf(place);
                // Renamed first: a directory that is half deleted must not look whole.
                var dying = Scratch();
                Directory.Move(place, dying);
                Delete(dying);
                Interlocked.Add(ref _used, -size);
                freed += size;
            }
        }
        return Task.FromResult(freed);
    }

    private Failure? CopyFile(string from, string to, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_quota > 0 && UsedBytes + new FileInfo(from).Length > _quota)
            return OverQuota();
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        // The runtime clones where the file system can.
        File.Copy(from, to);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        return null;
    }

    private Failure? Book(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= _quota || _quota == 0)
            return null;
        Interlocked.Add(ref _used, -bytes);
        return OverQuota();
    }

    private Failure OverQuota() => new(
        FailureKind.TooLarge, $"the artifact store's quota of {_quota} bytes leaves no room for this; delete models or raise ARTIFACT_QUOTA");

    private static Failure Full() => new(FailureKind.StorageFull, "the server's disk is full; nothing of this was kept");

    /// <summary>ENOSPC and EDQUOT, as the runtime passes them on.</summary>
    private static bool IsFull(IOException exception) => (exception.HResult & 0xFFFF) is 28 or 122 or 0x70;

    private void Sync(string path)
    {
        if (Directory.Exists(path))
        {
            foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
                Sync(file);
            DurableFiles.SyncFolder(path);
            return;
        }

        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private void Touch(string path) => Directory.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private string PlaceOf(string digest) => Path.Combine(_blobs, digest[..2], digest);

    private IEnumerable<string> All() => Directory.EnumerateDirectories(_blobs).SelectMany(Directory.EnumerateFileSystemEntries).ToList();
}

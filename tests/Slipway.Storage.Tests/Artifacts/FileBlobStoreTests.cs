using System.Security.Cryptography;
using Slipway.Platform.Common;
using Slipway.Storage.Artifacts;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Artifacts;

public sealed class FileBlobStoreTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_stream_is_found_by_the_digest_of_its_bytes()
    {
        var store = Open();
        var bytes = Bytes(3_000_001);

        var added = await store.AddAsync(new MemoryStream(bytes), default);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), added.Value!.Digest);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(store.PathOf(added.Value.Digest)!));
        Assert.Equal(bytes.Length, store.UsedBytes);
        Assert.Equal(bytes.Length, Open().UsedBytes);
        Assert.Empty(Incoming());
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once()
    {
        var store = Open();
        await store.AddAsync(new MemoryStream(Bytes(1000)), default);
        await store.AddAsync(new MemoryStream(Bytes(1000)), default);
        Assert.Equal(1000, store.UsedBytes);
        Assert.Empty(Incoming());
    }

    [Fact]
    public async Task What_goes_over_the_quota_is_refused_and_leaves_nothing()
    {
        var store = Open(quota: 2_500_000);
        Assert.True((await store.AddAsync(new MemoryStream(Bytes(1_000_000)), default)).Succeeded);

        var refused = await store.AddAsync(new MemoryStream(Bytes(2_000_000)), default);

        Assert.Equal(FailureKind.TooLarge, refused.Failure!.Kind);
        Assert.Contains("quota", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(1_000_000, store.UsedBytes);
        Assert.Empty(Incoming());
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such_and_leaves_nothing()
    {
        // /dev/full answers every write as a full disk does.
        var store = Open();
        var path = store.Scratch();
        File.CreateSymbolicLink(path, "/dev/full");
        var refused = await store.AppendAsync(new MemoryStream(Bytes(10)), path, default);
        store.Discard(path);
        Assert.Equal(FailureKind.StorageFull, refused.Failure!.Kind);
        Assert.Equal(0, store.UsedBytes);
        Assert.Empty(Incoming());
    }

    [Fact]
    public async Task A_sender_that_goes_away_leaves_nothing()
    {
        var store = Open();
        await Assert.ThrowsAsync<IOException>(() => store.AddAsync(new BrokenStream(2_000_000), default));
        Assert.Equal(0, store.UsedBytes);
        Assert.Empty(Incoming());
    }

    [Fact]
    public async Task A_directory_is_one_blob_whose_digest_is_that_of_its_files_and_their_names()
    {
        var store = Open();
        var source = Directory.CreateDirectory(_folder.File("model"));
        await File.WriteAllTextAsync(Path.Combine(source.CreateSubdirectory("sub").FullName, "b.txt"), "b");
        await File.WriteAllTextAsync(Path.Combine(source.FullName, "a.txt"), "aa");

        var added = (await store.CopyAsync(source.FullName, default)).Value!;
        var again = (await store.CopyAsync(source.FullName, default)).Value!;
        File.Move(Path.Combine(source.FullName, "a.txt"), Path.Combine(source.FullName, "c.txt"));
        var other = (await store.CopyAsync(source.FullName, default)).Value!;

        Assert.Equal(added, again);
        Assert.NotEqual(added.Digest, other.Digest);
        Assert.Equal(3, added.Size);
        Assert.Equal("b", await File.ReadAllTextAsync(Path.Combine(store.PathOf(added.Digest)!, "sub", "b.txt")));
        Assert.Equal(6, store.UsedBytes);
    }

    [Fact]
    public async Task A_sweep_frees_what_nobody_names_but_not_before_its_grace_has_passed()
    {
        var store = Open();
        var kept = (await store.AddAsync(new MemoryStream(Bytes(10)), default)).Value!.Digest;
        var orphan = (await store.AddAsync(new MemoryStream(Bytes(20)), default)).Value!.Digest;
        var marked = new HashSet<string> { kept };

        Assert.Equal(0, await store.SweepAsync(marked, TimeSpan.FromHours(1), default));
        _time.Advance(TimeSpan.FromMinutes(50));
        var young = (await store.AddAsync(new MemoryStream(Bytes(30)), default)).Value!.Digest;
        _time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(20, await store.SweepAsync(marked, TimeSpan.FromHours(1), default));

        Assert.Null(store.PathOf(orphan));
        Assert.NotNull(store.PathOf(kept));
        Assert.NotNull(store.PathOf(young));
        Assert.Equal(40, store.UsedBytes);
    }

    [Fact]
    public void A_digest_that_is_none_leads_nowhere()
    {
        var store = Open();
        Assert.Null(store.PathOf("../../etc/passwd"));
        Assert.Null(store.PathOf(""));
        Assert.Null(store.PathOf(new string('a', 64)));
    }

    public void Dispose() => _folder.Dispose();

    private FileBlobStore Open(long quota = 0) => new(new FileBlobOptions(_folder.File("blobs"), quota), _time);

    private string[] Incoming() => Directory.GetFileSystemEntries(_folder.File("blobs/incoming"));

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }
}

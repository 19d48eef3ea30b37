using Slipway.Platform.Common.Secrets;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Common.Secrets;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretKeyTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly Checks _checks = new();

    [Fact]
    public async Task A_key_is_made_once_in_a_file_that_only_its_owner_reads()
    {
        var first = (await OpenAsync(null)).Value!;
        var again = (await OpenAsync(null)).Value!;

        Assert.Equal("hunter2", again.Open(first.Seal("hunter2")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("secret.key")));
    }

    [Fact]
    public async Task What_is_sealed_shows_nothing_and_differs_each_time()
    {
        var sealer = (await OpenAsync("a key of enough characters")).Value!;

        var (one, other) = (sealer.Seal("hunter2"), sealer.Seal("hunter2"));

        Assert.NotEqual(one, other);
        Assert.DoesNotContain("hunter2", one);
    }

    [Theory]
    [InlineData("v1.")]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("v1.AAAA")]
    public async Task What_was_not_sealed_does_not_open(string text)
    {
        var sealer = (await OpenAsync("a key of enough characters")).Value!;
        var changed = sealer.Seal("hunter2");

        Assert.Throws<SealBrokenException>(() => sealer.Open(text));
        Assert.Throws<SealBrokenException>(() => sealer.Open(changed[..^2] + (changed[^2] == 'A' ? 'B' : 'A') + changed[^1]));
    }

    [Fact]
    public async Task Another_key_is_refused_and_says_which_setting_is_wrong()
    {
        await OpenAsync("a key of enough characters");

        var wrong = await OpenAsync("another key of enough characters");

        Assert.Contains("SLIPWAY_SECRET_KEY", wrong.Failure!.Message);
        Assert.DoesNotContain("another key of", wrong.Failure.Message);
    }

    [Fact]
    public async Task A_lost_key_is_not_replaced_by_a_new_one()
    {
        await OpenAsync(null);
        File.Delete(_folder.File("secret.key"));

        Assert.Contains("put back", (await OpenAsync(null)).Failure!.Message);
        Assert.False(File.Exists(_folder.File("secret.key")));
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_refused()
    {
        await OpenAsync(null);
        File.SetUnixFileMode(_folder.File("secret.key"), UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", (await OpenAsync(null)).Failure!.Message);
    }

    public void Dispose() => _folder.Dispose();

    private Task<Slipway.Platform.Common.Result<ISealer>> OpenAsync(string? configured) =>
        SecretKey.OpenAsync(configured, _folder.File("secret.key"), _checks);

    private sealed class Checks : ISealCheckStore
    {
        private string? _kept;

        public ValueTask<string?> FindAsync() => new(_kept);

        public Task<string> AddAsync(string sealedText) => Task.FromResult(_kept ??= sealedText);
    }
}

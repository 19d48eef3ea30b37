using Slipway.Testing;

namespace Slipway.Server.Tests.Backups;

public sealed class BackupCommandTests : IDisposable
{
    private readonly TempDirectory _data = new();
    private readonly TempDirectory _other = new();

    [Fact]
    public async Task A_backup_of_a_running_server_is_served_by_another()
    {
        var archive = _other.File("slipway.backup");
        var target = _other.File("data");
        string id;
        await using (var server = await TestServer.StartAsync(_data.Path))
        {
            await server.ReadyAsync();
            id = await server.SubmitAsync("Keep this", 3);
            await server.ResultAsync(id);

            await SlipwayCommand.RunAsync("backup", archive, "--data", _data.Path);
            Assert.Contains("is there already", await SlipwayCommand.FailAsync([], "backup", archive, "--data", _data.Path));
            // A folder that a server has is nobody else's.
            Assert.Contains("in use", await SlipwayCommand.FailAsync([], "restore", archive, "--data", _data.Path, "--force"));
        }

        await SlipwayCommand.RunAsync("restore", archive, "--data", target);
        Assert.Contains("--force", await SlipwayCommand.FailAsync([], "restore", archive, "--data", target));
        await SlipwayCommand.RunAsync("restore", archive, "--data", target, "--force");

        // The key is kept apart.
        Assert.False(File.Exists(Path.Combine(target, "secret.key")));
        File.Copy(_data.File("secret.key"), Path.Combine(target, "secret.key"));
        await using var again = await TestServer.StartAsync(target);
        Assert.Equal("word1 word2 word3 ", (string)(await again.ResultAsync(id))["result"]!);
        Assert.Equal("completed", (string)(await again.ResultAsync(await again.SubmitAsync("more")))["status"]!);
    }

    public void Dispose()
    {
        _data.Dispose();
        _other.Dispose();
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Slipway.Testing;

namespace Slipway.Server.Tests.Access;

public sealed class KeysCommandTests : IDisposable
{
    private readonly TempDirectory _data = new();

    [Fact]
    public async Task A_key_made_beside_a_running_server_works_at_once_and_a_revoked_one_no_more()
    {
        await using var server = await TestServer.StartAsync(_data.Path);
        await server.ReadyAsync();

        var made = JsonNode.Parse((await KeysAsync("create", "--role", "viewer", "--json")).Output)!;
        using var viewer = server.With((string)made["key"]!);
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("queue")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync("generate", null)).StatusCode);

        await KeysAsync("revoke", (string)made["id"]!);
        // A key is believed for a second.
        await Task.Delay(1100);
        Assert.Equal(HttpStatusCode.Unauthorized, (await viewer.GetAsync("queue")).StatusCode);
    }

    [Fact]
    public async Task The_sample_keys_end_where_somebody_has_made_a_key()
    {
        await KeysAsync("create");

        await using var server = await TestServer.StartAsync(_data.Path);

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client.GetAsync("queue")).StatusCode);
    }

    public void Dispose() => _data.Dispose();

    private Task<ProcessResult> KeysAsync(params string[] arguments) => SlipwayCommand.RunAsync(["keys", .. arguments, "--data", _data.Path]);
}

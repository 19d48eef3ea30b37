using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.LlmOps;

public sealed class ModelTests
{
    [Fact]
    public async Task A_registered_file_is_copied_and_listed_as_the_document_says()
    {
        await using var server = await TestServer.StartAsync();
        await File.WriteAllBytesAsync(Path.Combine(server.Folder, "models", "a.gguf"), ModelFiles.Gguf);
        var registered = await RegisterAsync(server, "m", "v1", "a.gguf");
        Assert.Equal("""{"model_id":"m","model_version":"v1","model_uri":"models:/m/v1","status":"registered"}""", await registered.Content.ReadAsStringAsync());
        Assert.Equal(409, (int)(await RegisterAsync(server, "m", "v1", "a.gguf")).StatusCode);
        File.Delete(Path.Combine(server.Folder, "models", "a.gguf"));

        Assert.Equal("""{"models":["m"]}""", await server.Client.GetStringAsync("models"));
        Assert.StartsWith("""{"model_id":"m","versions":["v1"]""", await server.Client.GetStringAsync("models/m/versions"), StringComparison.Ordinal);
        var version = (await server.Client.GetFromJsonAsync<JsonObject>("models/m/versions/v1"))!;
        Assert.Equal(("ready", "gguf", "gguf"), ((string)version["status"]!, (string)version["framework"]!, (string)version["format"]!));
        Assert.Equal(404, (int)(await server.Client.GetAsync("models/n/versions")).StatusCode);
    }

    [Theory]
    [InlineData("../slipway.db")]
    [InlineData("/etc/passwd")]
    [InlineData("ftp://host/file")]
    [InlineData("nothing.gguf")]
    public async Task A_path_that_is_none_is_named_in_the_answer(string path)
    {
        await using var server = await TestServer.StartAsync();
        var refused = await RegisterAsync(server, "m", "v1", path);
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("model_path", (string)(await TestServer.ReadAsync(refused))["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_missing_field_is_named_at_once()
    {
        await using var server = await TestServer.StartAsync();
        var refused = await server.Client.PostAsJsonAsync("models/register", new { metadata = 5 });
        var error = (string)(await TestServer.ReadAsync(refused))["error"]!;
        Assert.All((string[])["model_id", "model_version", "model_path", "metadata"], field => Assert.Contains(field, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alias_moves_to_a_version_that_exists()
    {
        await using var server = await TestServer.StartAsync();
        await File.WriteAllBytesAsync(Path.Combine(server.Folder, "models", "a.gguf"), ModelFiles.Gguf);
        await RegisterAsync(server, "m", "v1", "a.gguf");
        Assert.True((await server.Client.PutAsJsonAsync("models/m/aliases/champion", new { version = "v1" })).IsSuccessStatusCode);
        Assert.Equal("""{"champion":"v1"}""", (await server.Client.GetFromJsonAsync<JsonObject>("models/m/versions"))!["aliases"]!.ToJsonString());
        Assert.Equal(404, (int)(await server.Client.PutAsJsonAsync("models/m/aliases/champion", new { version = "v2" })).StatusCode);
        Assert.True((await server.Client.DeleteAsync("models/m/aliases/champion")).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_file_behind_an_address_is_fetched_behind_the_answer_and_goes_on_where_it_broke()
    {
        using var source = new BreakingFileServer(ModelFiles.Gguf);
        await using var server = await TestServer.StartAsync(null, ("ALLOWED_HOSTS", "127.0.0.1"));
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(ModelFiles.Gguf));
        var registered = await server.Client.PostAsJsonAsync("models/register", new { model_id = "m", model_version = "v1", model_path = source.Address, sha256 });
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());

        var version = await SettledAsync(server, "m", "v1");
        Assert.True((string)version["status"]! == "ready", version.ToJsonString());
        Assert.Equal(sha256, (string)version["sha256"]!);
        Assert.True(source.Ranges >= 1);
    }

    [Fact]
    public async Task An_address_that_gives_nothing_fails_the_version_and_says_why()
    {
        using var source = new BreakingFileServer([]) { Status = HttpStatusCode.NotFound };
        await using var server = await TestServer.StartAsync(null, ("ALLOWED_HOSTS", "127.0.0.1"));
        await RegisterAsync(server, "m", "v1", source.Address);
        var version = await SettledAsync(server, "m", "v1");
        Assert.Equal("failed", (string)version["status"]!);
        Assert.Contains("404", (string)version["error"]!, StringComparison.Ordinal);
    }

    private static async Task<JsonObject> SettledAsync(TestServer server, string id, string version)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var found = (await server.Client.GetFromJsonAsync<JsonObject>($"models/{id}/versions/{version}", patience.Token))!;
            if ((string)found["status"]! != "pending")
                return found;
            await Task.Delay(50, patience.Token);
        }
    }

    private static Task<HttpResponseMessage> RegisterAsync(TestServer server, string id, string version, string path) =>
        server.Client.PostAsJsonAsync("models/register", new { model_id = id, model_version = version, model_path = path, metadata = new { key = "value" } });
}

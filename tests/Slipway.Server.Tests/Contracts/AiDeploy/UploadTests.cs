using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.AiDeploy;

public sealed class UploadTests
{
    [Fact]
    public async Task The_documents_upload_makes_a_model_that_all_three_contracts_show()
    {
        await using var server = await TestServer.StartAsync();
        var uploaded = await OkAsync(await UploadAsync(server, "pytorch", ModelFiles.Safetensors, metadata: """{"key": "value"}"""));
        Assert.All((string[])["model_id", "name", "framework", "version", "storage_path", "created_at"], field => Assert.NotNull(uploaded[field]));
        Assert.True(File.Exists((string)uploaded["storage_path"]!));
        var id = (string)uploaded["model_id"]!;

        using var bearer = Bearer(server);
        var listed = (await bearer.GetFromJsonAsync<JsonArray>("models"))!.Single()!.AsObject();
        Assert.Equal((string[])["id", "name", "framework", "version", "storage_path", "created_at", "updated_at", "metadata"], listed.Take(8).Select(member => member.Key));
        Assert.Equal("""{"key":"value"}""", listed["metadata"]!.ToJsonString());
        Assert.EndsWith("Z", (string)listed["created_at"]!, StringComparison.Ordinal);
        Assert.Equal(id, (string)(await bearer.GetFromJsonAsync<JsonObject>($"models/{id}"))!["id"]!);

        Assert.Equal("""{"models":["model-name"]}""", await server.Client.GetStringAsync("models"));
        Assert.Equal("model-name", (string)(await server.Client.GetFromJsonAsync<JsonObject>("v1/models"))!["models"]![0]!["model_id"]!);

        var deleted = await bearer.DeleteAsync($"models/{id}");
        Assert.Equal($$"""{"message":"Model {{id}} deleted successfully"}""", await deleted.Content.ReadAsStringAsync());
        Assert.Equal(404, (int)(await bearer.GetAsync($"models/{id}")).StatusCode);
        Assert.Equal("[]", await bearer.GetStringAsync("models"));
    }

    [Fact]
    public async Task The_facts_are_read_from_the_file_itself()
    {
        await using var server = await TestServer.StartAsync();
        var id = (string)(await OkAsync(await UploadAsync(server, "gguf", ModelFiles.Gguf)))["model_id"]!;
        var model = (await server.Client.GetFromJsonAsync<JsonObject>($"models/{id}"))!;
        Assert.Equal("llama", (string)model["facts"]!["architecture"]!);
        Assert.Equal(128, (int)model["facts"]!["context_length"]!);
        Assert.Equal("F16", (string)model["facts"]!["quantization"]!);
        Assert.True((long)model["facts"]!["parameters"]! > 10_000);
        Assert.Null(model["facts"]!["obstacle"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(ModelFiles.Gguf)), (string)model["sha256"]!);
    }

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "gguf", "no gguf"u8.ToArray(), "no GGUF" },
        { "gguf", ModelFiles.Safetensors, "no GGUF" },
        { "pytorch", (byte[])[0x80, 2, (byte)'}', (byte)'.'], "safe_serialization" },
        { "pytorch", "whatever"u8.ToArray(), "safetensors" },
        { "safetensors", ModelFiles.Gguf, "safetensors" },
        { "pytorch", ModelFiles.Tar(false, ("../evil", [1])), "outside" },
        { "pytorch", ModelFiles.Tar(true, ("/etc/evil", [1])), "outside" },
        { "pytorch", ModelFiles.TarWithLink("/etc/passwd"), "link" },
        { "safetensors", ModelFiles.Tar(false, ("readme.txt", [1])), "neither" },
        { "pytorch", ModelFiles.Tar(false, ("pytorch_model.bin", [1])), "pickle" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_not_what_it_is_called_is_refused_and_leaves_nothing(string framework, byte[] file, string word)
    {
        await using var server = await TestServer.StartAsync();
        var refused = await UploadAsync(server, framework, file);
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains(word, (string)(await TestServer.ReadAsync(refused))["error"]!, StringComparison.Ordinal);
        Assert.Equal("""{"models":[]}""", await server.Client.GetStringAsync("models"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Folder, "artifacts"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tar_of_a_models_directory_is_unpacked_into_the_store(bool gzipped)
    {
        await using var server = await TestServer.StartAsync();
        var tar = ModelFiles.Tar(gzipped, ("m/config.json", "{}"u8.ToArray()), ("m/model.safetensors", ModelFiles.Safetensors));
        var path = (string)(await OkAsync(await UploadAsync(server, "pytorch", tar)))["storage_path"]!;
        Assert.True(File.Exists(Path.Combine(path, "config.json")));
        Assert.True(File.Exists(Path.Combine(path, "model.safetensors")));
    }

    [Fact]
    public async Task Another_framework_takes_any_bytes_and_says_that_no_engine_runs_it()
    {
        await using var server = await TestServer.StartAsync();
        var id = (string)(await OkAsync(await UploadAsync(server, "tensorflow", "anything"u8.ToArray())))["model_id"]!;
        var model = (await server.Client.GetFromJsonAsync<JsonObject>($"models/{id}"))!;
        Assert.Equal("tensorflow", (string)model["framework"]!);
        Assert.Contains("no engine here runs it", (string)model["facts"]!["obstacle"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_missing_field_is_named_at_once_and_a_version_is_taken_once()
    {
        await using var server = await TestServer.StartAsync();
        using var bare = new MultipartFormDataContent { { new StringContent("[1]"), "metadata" } };
        var refused = await server.Client.PostAsync("models", bare);
        Assert.Equal(400, (int)refused.StatusCode);
        var error = (string)(await TestServer.ReadAsync(refused))["error"]!;
        Assert.All((string[])["name", "framework", "version", "file", "metadata"], field => Assert.Contains(field, error, StringComparison.Ordinal));
        Assert.Equal(415, (int)(await server.Client.PostAsJsonAsync("models", new { name = "m" })).StatusCode);

        await OkAsync(await UploadAsync(server, "gguf", ModelFiles.Gguf));
        Assert.Equal(409, (int)(await UploadAsync(server, "gguf", ModelFiles.Gguf)).StatusCode);
    }

    [Fact]
    public async Task More_than_the_quota_is_413_and_leaves_nothing()
    {
        await using var server = await TestServer.StartAsync(null, ("ARTIFACT_QUOTA", "5000000"));
        var refused = await UploadAsync(server, "other", new byte[40_000_000]);
        Assert.Equal(413, (int)refused.StatusCode);
        Assert.Contains("quota", (string)(await TestServer.ReadAsync(refused))["error"]!, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(server.Folder, "artifacts"), "*", SearchOption.AllDirectories));
        await OkAsync(await UploadAsync(server, "other", new byte[4_000_000]));
    }

    [Fact]
    public async Task An_upload_in_pieces_goes_on_after_a_restart_where_it_stopped()
    {
        using var folder = new Slipway.Testing.TempDirectory();
        string id;
        var file = ModelFiles.Gguf;
        await using (var server = await TestServer.StartAsync(folder.Path))
        {
            var begun = await OkAsync(await server.Client.PostAsJsonAsync("models/uploads", new
            {
                name = "m",
                version = "1",
                framework = "gguf",
                size = file.Length,
                sha256 = Convert.ToHexStringLower(SHA256.HashData(file)),
            }));
            id = (string)begun["upload_id"]!;
            var first = await OkAsync(await PatchAsync(server, id, 0, file[..1000]));
            Assert.Equal(1000, (int)first["offset"]!);
            Assert.Equal(409, (int)(await PatchAsync(server, id, 0, file[..1000])).StatusCode);
            Assert.Equal(409, (int)(await server.Client.PostAsync($"models/uploads/{id}/complete", null)).StatusCode);
        }

        await using (var server = await TestServer.StartAsync(folder.Path))
        {
            Assert.Equal(1000, (int)(await server.Client.GetFromJsonAsync<JsonObject>($"models/uploads/{id}"))!["offset"]!);
            using var other = server.With(TestServer.OtherKey);
            Assert.Equal(404, (int)(await other.GetAsync($"models/uploads/{id}")).StatusCode);
            await OkAsync(await PatchAsync(server, id, 1000, file[1000..]));
            var model = await OkAsync(await server.Client.PostAsync($"models/uploads/{id}/complete", null));
            Assert.Equal(file, await File.ReadAllBytesAsync((string)model["storage_path"]!));
            Assert.Equal(404, (int)(await server.Client.GetAsync($"models/uploads/{id}")).StatusCode);
        }
    }

    private static HttpClient Bearer(TestServer server)
    {
        var client = server.With(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestServer.Key);
        return client;
    }

    private static async Task<HttpResponseMessage> PatchAsync(TestServer server, string id, int offset, byte[] piece)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"models/uploads/{id}") { Content = new ByteArrayContent(piece) };
        request.Headers.Add("Upload-Offset", $"{offset}");
        return await server.Client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> UploadAsync(TestServer server, string framework, byte[] file, string metadata = "{}")
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("model-name"), "name" },
            { new StringContent(framework), "framework" },
            { new StringContent("1.0"), "version" },
            { new ByteArrayContent(file), "file", "model.bin" },
            { new StringContent(metadata), "metadata" },
        };
        return await server.Client.PostAsync("models", form);
    }

    private static async Task<JsonObject> OkAsync(HttpResponseMessage answer)
    {
        Assert.True((int)answer.StatusCode == 200, await answer.Content.ReadAsStringAsync());
        return await TestServer.ReadAsync(answer);
    }
}

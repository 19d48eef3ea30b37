using System.Text.Json.Nodes;
using Slipway.Testing;

namespace Slipway.EndToEnd;

[Trait("Needs", "peer")]
public sealed class OpenAiClientTests : IDisposable
{
    private readonly TempDirectory _data = new();

    [Fact]
    public async Task The_unmodified_client_completes_chats_streams_and_embeds()
    {
        Assert.SkipUnless(Directory.Exists(Repository.PathOf("tests", "peers", "node_modules", "openai")), "the npm package openai is not installed: run tests/install");
        await using var serve = await ServeProcess.StartAsync(_data.Path);

        var run = await ProcessRunner.RunAsync(
            "node", [Repository.PathOf("tests", "peers", "openai_serve.mjs"), serve.Client.BaseAddress!.ToString().TrimEnd('/'), "test-key-123"], TimeSpan.FromMinutes(1));

        Assert.True(run.ExitCode == 0, run.Errors);
        var got = JsonNode.Parse(run.Output)!;
        Assert.Equal("slipway-demo", (string)got["model"]!);
        Assert.True((int)got["completion"]! > 0);
        Assert.Equal(5, (int)got["chat"]!);
        Assert.True((int)got["streamed"]! > 0);
        Assert.Equal(5, (int)got["streamedTokens"]!);
        Assert.Equal([224, 224], got["embeddings"]!.AsArray().Select(size => (int)size!));
        Assert.Equal((404, "not_found", "NotFoundError"), ((int)got["refusal"]!["status"]!, (string)got["refusal"]!["code"]!, (string)got["refusal"]!["name"]!));
    }

    public void Dispose() => _data.Dispose();
}

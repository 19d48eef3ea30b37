using Slipway.Testing;

namespace Slipway.Tests;

public sealed class PullCommandTests
{
    [Fact]
    public async Task The_path_of_what_was_pulled_is_all_that_standard_output_gets()
    {
        using var home = new TempDirectory();
        await using var hub = await FakeHub.StartAsync();
        hub.Files["model-[x].gguf"] = [1, 2, 3];
        var environment = new Dictionary<string, string> { ["HF_HOME"] = home.Path, ["HF_ENDPOINT"] = hub.Endpoint.ToString(), ["HF_TOKEN"] = "" };
        var result = await CommandLine.RunAsync(environment, "pull", "hf://org/model");
        Assert.Equal((0, $"{home.Path}/hub/models--org--model/snapshots/{hub.Commit}/model-[x].gguf\n"), (result.ExitCode, result.Output));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(result.Output.Trim()));

        await hub.DisposeAsync();
        var offline = await CommandLine.RunAsync(environment, "pull", "hf://org/model");
        Assert.Equal((0, result.Output), (offline.ExitCode, offline.Output));
        Assert.Contains("the hub was not reached; this is commit aaaaaaaaaaaa from the cache", offline.Errors);
    }

    [Fact]
    public async Task What_goes_wrong_is_one_line_and_an_exit_code()
    {
        var result = await CommandLine.RunAsync("pull", "org/model");
        Assert.Equal((1, "", "slipway pull: 'org/model' is not of the form hf://org/model[@revision][:file]\n"), (result.ExitCode, result.Output, result.Errors));
    }
}

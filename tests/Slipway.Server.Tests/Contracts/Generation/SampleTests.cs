using Slipway.Testing;

namespace Slipway.Server.Tests.Contracts.Generation;

/// <summary>The document's own programs, kept under tests/samples as they stand there; only their placeholders are filled in.</summary>
[Trait("Needs", "peer")]
public sealed class SampleTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private static readonly string NodeModules = Repository.PathOf("tests", "peers", "node_modules");
    private static readonly string Client = Repository.PathOf("clients", "python");

    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task The_simple_Python_program_prints_a_result_and_metrics()
    {
        await using var server = await TestServer.StartReadyAsync();

        var output = await RunAsync(Python, Fill("simple.py", server));

        Assert.Contains("Result: word1 word2", output);
        Assert.Contains("'tokens_per_second': ", output);
    }

    [Fact]
    public async Task The_client_class_waits_for_the_result()
    {
        await using var server = await TestServer.StartReadyAsync();

        var output = await RunAsync(Python, Fill("client_class.py", server), ("PYTHONPATH", Client));

        Assert.Contains("word1 word2", output);
    }

    [Fact]
    public async Task The_axios_program_polls_until_the_result_is_there()
    {
        RequireNpm("axios");
        await using var server = await TestServer.StartReadyAsync();

        var output = await RunAsync("node", Fill("axios.js", server), ("NODE_PATH", NodeModules));

        Assert.Contains("Task ID: ", output);
        Assert.Contains("Result: word1 word2", output);
    }

    [Fact]
    public async Task The_EventSource_program_follows_a_task_and_closes_at_its_end()
    {
        RequireNpm("eventsource");
        await using var server = await TestServer.StartReadyAsync();
        var id = await server.SubmitAsync("[[delay=50]]", 5);
        // Browsers have it without being asked.
        var program = "const { EventSource } = require('eventsource');\n" + Text("eventsource.js", server).Replace("abc123-def456-ghi789", id);

        var output = await RunAsync("node", Write("eventsource.js", program), ("NODE_PATH", NodeModules));

        Assert.Contains("processing Task is currently being processed", output);
        Assert.Contains("Result: word1 word2 word3 word4 word5", output);
    }

    [Fact]
    [Trait("Needs", "time")]
    public async Task The_curl_and_jq_flow_ends_with_the_result()
    {
        await using var server = await TestServer.StartReadyAsync();

        var output = await RunAsync("bash", Fill("flow.sh", server));

        Assert.Contains("\"status\":\"completed\"", output);
        Assert.Contains("\"result\":\"word1 word2", output);
    }

    [Fact]
    public async Task The_Python_clients_own_tests_pass()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/pytest"), "python3-pytest is not installed: run tests/install");
        await using var server = await TestServer.StartReadyAsync();

        var run = await ProcessRunner.RunAsync(
            Python, ["-m", "pytest", "-q", "-p", "no:cacheprovider", Path.Combine(Client, "tests")], TimeSpan.FromMinutes(2), Environment(server));

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    [Fact]
    public async Task The_client_as_a_program_shows_the_whole_way_of_a_request()
    {
        await using var server = await TestServer.StartReadyAsync();

        var run = await ProcessRunner.RunAsync(
            Python, [Path.Combine(Client, "client_example.py"), "Hello", "--url", server.Address.ToString(), "--max-tokens", "3"], TimeSpan.FromMinutes(1), Environment(server));

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("word1 word2 word3", run.Output);
        Assert.Contains("3 tokens in ", run.Output);
    }

    public void Dispose() => _folder.Dispose();

    private static void RequireNpm(string package) =>
        Assert.SkipUnless(Directory.Exists(Path.Combine(NodeModules, package)), $"the npm package {package} is not installed: run tests/install");

    private static Dictionary<string, string> Environment(TestServer server) => new()
    {
        ["SLIPWAY_URL"] = server.Address.ToString().TrimEnd('/'),
        ["SLIPWAY_API_KEY"] = TestServer.Key,
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    private static string Text(string sample, TestServer server) => File.ReadAllText(Repository.PathOf("tests", "samples", "llm-inference-system", sample))
        .Replace("http://localhost:8000", server.Address.ToString().TrimEnd('/'));

    private string Fill(string sample, TestServer server) => Write(sample, Text(sample, server));

    private string Write(string name, string program)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, program);
        return path;
    }

    private static async Task<string> RunAsync(string program, string path, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(pair => pair.Name, pair => pair.Value);
        variables["PYTHONDONTWRITEBYTECODE"] = "1";
        var run = await ProcessRunner.RunAsync(program, [path], TimeSpan.FromMinutes(1), variables);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        return run.Output;
    }
}

using System.Text.Json;
using Slipway.Server.Docs;
using Slipway.Testing;

namespace Slipway.Server.Tests.Docs;

/// <summary>The documents and the route table say the same.</summary>
public sealed class OpenApiTests
{
    /// <summary>Documents that may be ahead of their routes; what no route answers is not served.</summary>
    private static readonly string[] Ahead = ["AI Deploy Platform", "LLMOps Manager", "ML Infrastructure"];

    [Fact]
    public async Task Every_route_stands_in_the_document_of_its_contract()
    {
        await using var server = await TestServer.StartAsync();
        var documented = ApiDocuments.All.ToDictionary(document => document.Title, document => OperationsOf(document.Name).ToHashSet());

        var missing = server.Routes.Where(route => !documented.TryGetValue(route.Contract.Name, out var operations) || !operations.Contains(ServedDocument.KeyOf(route.Method, route.Pattern)))
            .Select(route => $"{FileOf(route.Contract.Name)}: {route.Method} {route.Pattern}").ToList();

        Assert.True(missing.Count == 0, "These routes are missing in the documents; add them with an example:\n" + string.Join('\n', missing));
    }

    [Fact]
    public async Task Every_documented_operation_is_a_route()
    {
        await using var server = await TestServer.StartAsync();
        var routes = server.Routes.Select(route => ServedDocument.KeyOf(route.Method, route.Pattern)).ToHashSet();

        var missing = ApiDocuments.All.Where(document => !Ahead.Contains(document.Title)).SelectMany(document => OperationsOf(document.Name).Where(operation => !routes.Contains(operation)).Select(operation => $"{document.Name}: {operation}")).ToList();

        Assert.True(missing.Count == 0, "These operations are documented, but no route answers them:\n" + string.Join('\n', missing));
    }

    [Fact]
    public async Task Documents_are_listed_and_answered_without_a_credential()
    {
        await using var server = await TestServer.StartAsync();
        using var nobody = server.With(null);
        var routes = server.Routes.Select(route => ServedDocument.KeyOf(route.Method, route.Pattern)).ToHashSet();

        var list = JsonDocument.Parse(await nobody.GetStringAsync("openapi")).RootElement;
        foreach (var entry in list.EnumerateArray())
        {
            var document = JsonDocument.Parse(await nobody.GetStringAsync(entry.GetProperty("url").GetString())).RootElement;
            Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
            Assert.Subset(routes, OperationsOf(document).ToHashSet());
            Assert.Equal(entry.GetProperty("name").GetString(), document.GetProperty("info").GetProperty("title").GetString());
        }

        Assert.Equal("LLM Inference System", list[0].GetProperty("name").GetString());
        Assert.Contains("/generate", await nobody.GetStringAsync("openapi.json"));
        Assert.Equal(404, (int)(await nobody.GetAsync("openapi/docs.html")).StatusCode);
    }

    [Fact]
    [Trait("Needs", "peer")]
    public async Task A_linter_has_nothing_to_say_and_every_example_obeys_its_schema()
    {
        var spectral = Repository.PathOf("tests", "peers", "node_modules", ".bin", "spectral");
        Assert.SkipUnless(File.Exists(spectral), "the npm package @stoplight/spectral-cli is not installed: run tests/install");

        var run = await ProcessRunner.RunAsync(spectral,
        [
            "lint", "--ruleset", Repository.PathOf("tests", "peers", "spectral.json"), "--fail-severity", "warn",
            .. ApiDocuments.All.Select(document => Repository.PathOf("src", "Slipway.Server", "Docs", document.Name)),
        ], TimeSpan.FromMinutes(2));

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    private static List<string> OperationsOf(string name)
    {
        using var document = ApiDocuments.Read(name);
        return [.. OperationsOf(document.RootElement)];
    }

    private static IEnumerable<string> OperationsOf(JsonElement document)
    {
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
                yield return ServedDocument.KeyOf(operation.Name, path.Name);
        }
    }

    private static string FileOf(string contract) => ApiDocuments.All.FirstOrDefault(document => document.Title == contract) is { } document
        ? $"src/Slipway.Server/Docs/{document.Name}"
        : $"a new document for {contract}";
}

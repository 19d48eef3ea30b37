using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.Server.Docs;
using Slipway.Testing;

namespace Slipway.Server.Tests.Docs;

/// <summary>The documents and the route table say the same.</summary>
public sealed partial class OpenApiTests
{
    /// <summary>Documents that are ahead of their routes.</summary>
    private static readonly string[] Ahead = ["AI Deploy Platform", "LLMOps Manager", "ML Infrastructure"];

    [Fact]
    public async Task Every_route_stands_in_the_document_of_its_contract()
    {
        await using var server = await TestServer.StartAsync();
        var documented = ApiDocuments.All.ToDictionary(document => document.Title, document => OperationsOf(document.Name).ToHashSet());

        var missing = server.Routes.Where(route => !documented.TryGetValue(route.Contract.Name, out var operations) || !operations.Contains($"{route.Method} {Plain(route.Pattern)}"))
            .Select(route => $"{FileOf(route.Contract.Name)}: {route.Method} {route.Pattern}").ToList();

        Assert.True(missing.Count == 0, "These routes are missing in the documents; add them with an example:\n" + string.Join('\n', missing));
    }

    [Fact]
    public async Task Every_documented_operation_is_a_route()
    {
        await using var server = await TestServer.StartAsync();
        var routes = server.Routes.Select(route => $"{route.Method} {Plain(route.Pattern)}").ToHashSet();

        var missing = ApiDocuments.All.Where(document => !Ahead.Contains(document.Title)).SelectMany(document => OperationsOf(document.Name).Where(operation => !routes.Contains(operation)).Select(operation => $"{document.Name}: {operation}")).ToList();

        Assert.True(missing.Count == 0, "These operations are documented, but no route answers them:\n" + string.Join('\n', missing));
    }

    [Fact]
    public async Task Documents_are_listed_and_answered_without_a_credential()
    {
        await using var server = await TestServer.StartAsync();
        using var nobody = server.With(null);

        var list = JsonDocument.Parse(await nobody.GetStringAsync("openapi")).RootElement;
        foreach (var entry in list.EnumerateArray())
        {
            var document = JsonDocument.Parse(await nobody.GetStringAsync(entry.GetProperty("url").GetString())).RootElement;
            Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
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

    private static IEnumerable<string> OperationsOf(string name)
    {
        using var document = ApiDocuments.Read(name);
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
                yield return $"{operation.Name.ToUpperInvariant()} {Plain(path.Name)}";
        }
    }

    private static string FileOf(string contract) => ApiDocuments.All.FirstOrDefault(document => document.Title == contract) is { } document
        ? $"src/Slipway.Server/Docs/{document.Name}"
        : $"a new document for {contract}";

    /// <summary>Parameters' names differ between table and document; their places must not. A closing slash is the same path.</summary>
    private static string Plain(string pattern) => Parameter().Replace(pattern, "{}").TrimEnd('/');

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}

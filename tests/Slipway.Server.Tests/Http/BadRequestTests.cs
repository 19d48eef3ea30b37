using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Server.Http;

namespace Slipway.Server.Tests.Http;

public sealed class BadRequestTests
{
    private const string Key = "fuzz-key";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task A_few_hundred_bad_requests_are_each_answered_and_none_as_a_failure_of_the_server() => RunAsync(seed: 1, count: 600);

    [Fact]
    [Trait("Needs", "time")]
    public Task Twenty_thousand_bad_requests_are_each_answered_and_none_as_a_failure_of_the_server() => RunAsync(seed: 2, count: 20_000);

    private static async Task RunAsync(int seed, int count)
    {
        await using var server = await TestServer.StartReadyAsync(("API_KEYS", $"{Key}:admin,{TestServer.Key}"));
        using var client = server.With(null);
        client.Timeout = Patience;
        var routes = server.Routes.Where(route => route.Method is not "GET" || route.Pattern.Contains('{', StringComparison.Ordinal) || route.Needs is not null).ToList();
        var problems = new ConcurrentBag<string>();
        var statuses = new ConcurrentDictionary<int, int>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (index, cancellation) =>
        {
            var route = routes[index % routes.Count];
            using var request = new BadRequests(new Random(seed * 1_000_003 + index)).Next(route);
            if (route.SelectedBy == Credential.Bearer)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            else
                request.Headers.Add("X-API-Key", Key);
            var problem = await ProblemAsync(server, client, request, statuses, cancellation);
            if (problem is not null)
                problems.Add($"{route.Method} {route.Pattern} #{index} {problem}");
        });

        var shown = problems.Order().GroupBy(problem => problem[..Math.Min(60, problem.Length)]).Select(group => $"{group.Count()} × {group.First()}");
        Assert.True(problems.IsEmpty, string.Join('\n', shown.Take(40)));
        Assert.True(statuses.GetValueOrDefault(400) > count / 10, string.Join(", ", statuses));
        Assert.Equal(200, (int)(await client.GetAsync("health", TestContext.Current.CancellationToken)).StatusCode);
    }

    /// <summary>What is wrong with the answer; null where nothing is.</summary>
    private static async Task<string?> ProblemAsync(
        TestServer server, HttpClient client, HttpRequestMessage request, ConcurrentDictionary<int, int> statuses, CancellationToken cancellation)
    {
        var sent = request.Content is null ? "" : System.Text.Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(cancellation));
        var asked = $"{request.RequestUri} {request.Content?.Headers.ContentType} {sent[..Math.Min(sent.Length, 3000)]}";
        try
        {
            using var answer = await client.SendAsync(request, cancellation);
            var status = (int)answer.StatusCode;
            statuses.AddOrUpdate(status, 1, (_, before) => before + 1);
            var body = await answer.Content.ReadAsStringAsync(cancellation);
            if (status >= 500)
                return $"answered {status} {body} to {asked}";
            if (body.Contains(server.Folder, StringComparison.Ordinal) || body.Contains("   at ", StringComparison.Ordinal))
                return $"shows the inside: {status} {body} to {asked}";
            // What Kestrel cannot even read as a request gets no body.
            return status >= 400 && body.Length > 0 && !IsError(body) ? $"has a body of no contract: {status} {body} to {asked}" : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return $"got no answer ({exception.Message}) to {asked}";
        }
    }

    private static bool IsError(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("error", out _) || document.RootElement.TryGetProperty("detail", out _);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}

namespace Slipway.Server.Tests.Limits;

public sealed class LimitTests
{
    private static readonly (string, string)[] Limited = [("RATE_LIMITS_ENABLED", "true")];

    [Fact]
    public async Task An_eleventh_request_at_once_is_refused_in_the_words_of_the_document()
    {
        await using var server = await TestServer.StartAsync(null, Limited);
        var answers = new List<HttpResponseMessage>();
        for (var request = 0; request < 11; request++)
            answers.Add(await server.Client.GetAsync("status/none"));
        Assert.All(answers.Take(10), answer => Assert.Equal(404, (int)answer.StatusCode));
        Assert.Equal(429, (int)answers[10].StatusCode);
        Assert.Equal("""{"error":"Rate limit exceeded","status_code":429}""", await answers[10].Content.ReadAsStringAsync());
        Assert.Equal("1", answers[10].Headers.GetValues("Retry-After").Single());
        using var other = server.With(TestServer.OtherKey);
        Assert.Equal(404, (int)(await other.GetAsync("status/none")).StatusCode);
    }

    [Fact]
    public async Task ML_Infrastructures_answers_say_what_is_left_even_when_they_refuse()
    {
        await using var server = await TestServer.StartAsync(null, [.. Limited, ("ML_INFERENCE_RATE_LIMIT_PER_MINUTE", "3")]);
        using var wrong = server.With("guess");
        foreach (var client in (HttpClient[])[server.Client, wrong])
        {
            var statuses = new List<int>();
            // A minute may end between two requests, so the limit is reached within twice as many.
            for (var request = 0; request < 8; request++)
            {
                var answer = await client.GetAsync("v1/models/none-such");
                statuses.Add((int)answer.StatusCode);
                Assert.Equal("3", answer.Headers.GetValues("X-RateLimit-Limit").Single());
                Assert.InRange(int.Parse(answer.Headers.GetValues("X-RateLimit-Remaining").Single()), 0, 2);
                Assert.InRange(long.Parse(answer.Headers.GetValues("X-RateLimit-Reset").Single()) - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 0, 60);
                Assert.Equal((int)answer.StatusCode == 429, answer.Headers.Contains("Retry-After"));
            }

            Assert.Contains(429, statuses);
        }

        // Each section has a limit of its own, so each route says to which it belongs; only a signed upload isn't counted.
        Assert.DoesNotContain(server.Routes, route => route.Contract == Server.Http.Contracts.MlInfrastructure && route.Needs is not null && route.Group == Server.Limits.LimitGroup.None);
    }

    [Fact]
    public async Task Prompts_are_limited_by_address_whatever_the_key_and_health_is_not()
    {
        await using var server = await TestServer.StartAsync(null, [.. Limited, ("LLMOPS_RATE_LIMIT_PER_MINUTE", "3")]);
        using var other = server.With(TestServer.OtherKey);
        using var wrong = server.With("guess");
        // A minute may end between two requests, so the limit is reached within twice as many.
        var statuses = new List<int>();
        for (var round = 0; round < 2; round++)
        {
            foreach (var client in (HttpClient[])[server.Client, other, wrong, server.Client])
                statuses.Add((int)(await client.GetAsync("prompts")).StatusCode);
        }
        Assert.Contains(429, statuses);
        Assert.Equal(200, (int)(await server.Client.GetAsync("health")).StatusCode);
    }
}

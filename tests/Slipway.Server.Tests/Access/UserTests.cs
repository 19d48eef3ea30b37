using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Testing;

namespace Slipway.Server.Tests.Access;

public sealed class UserTests : IDisposable
{
    private static readonly (string, string)[] Admin = [("ADMIN_USERNAME", "root"), ("ADMIN_PASSWORD", "first secret")];

    private readonly TempDirectory _data = new();

    [Fact]
    public async Task A_token_works_at_every_path_in_either_form_and_survives_a_restart()
    {
        string token;
        await using (var server = await TestServer.StartAsync(_data.Path, Admin))
        {
            var answer = await SignInAsync(server, "root", "first secret");
            Assert.Equal(["token", "expires_at"], answer.Select(member => member.Key));
            var expires = DateTimeOffset.ParseExact((string)answer["expires_at"]!, "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            Assert.InRange(expires, TimeProvider.System.GetUtcNow().AddHours(23), TimeProvider.System.GetUtcNow().AddHours(25));
            token = (string)answer["token"]!;
        }

        await using var again = await TestServer.StartAsync(_data.Path);
        using var bearer = Bearer(again, token);
        using var header = again.With(token);
        foreach (var client in (HttpClient[])[bearer, header])
        {
            foreach (var path in (string[])["queue", "prompts", "v1/models", "auth/me", "users", "keys", "audit"])
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path)).StatusCode);
        }

        Assert.DoesNotContain("first secret", await File.ReadAllTextAsync(Path.Combine(_data.Path, "slipway.db")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_ends_with_its_lifetime_a_password_change_a_sign_out_or_its_user()
    {
        await using var server = await TestServer.StartAsync(_data.Path, Admin);
        using var root = Bearer(server, (string)(await SignInAsync(server, "root", "first secret"))["token"]!);
        await root.PostAsJsonAsync("users", new { username = "eve", password = "one", role = "viewer" });

        using var first = Bearer(server, (string)(await SignInAsync(server, "eve", "one"))["token"]!);
        Assert.Equal(HttpStatusCode.OK, (await first.GetAsync("queue")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await first.GetAsync("users")).StatusCode);
        await root.PutAsJsonAsync("users/eve/password", new { password = "two" });
        Assert.Equal(HttpStatusCode.Unauthorized, (await first.GetAsync("queue")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await TrySignInAsync(server, "eve", "one")).StatusCode);

        using var second = Bearer(server, (string)(await SignInAsync(server, "eve", "two"))["token"]!);
        await second.DeleteAsync("auth/token");
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.GetAsync("queue")).StatusCode);

        using var third = Bearer(server, (string)(await SignInAsync(server, "eve", "two"))["token"]!);
        await root.DeleteAsync("users/eve");
        Assert.Equal(HttpStatusCode.Unauthorized, (await third.GetAsync("queue")).StatusCode);

        await using var brief = await TestServer.StartAsync(null, [.. Admin, ("TOKEN_LIFETIME", "1")]);
        using var expiring = Bearer(brief, (string)(await SignInAsync(brief, "root", "first secret"))["token"]!);
        await Task.Delay(2100, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, (await expiring.GetAsync("queue")).StatusCode);
    }

    [Fact]
    public async Task Guessing_is_slowed_by_name_whatever_the_limits_and_no_password_is_tried_meanwhile()
    {
        await using var server = await TestServer.StartAsync(null, Admin);
        var statuses = new List<int>();
        for (var guess = 0; guess < 12; guess++)
            statuses.Add((int)(await TrySignInAsync(server, "root", "guess " + guess)).StatusCode);
        Assert.All(statuses.Take(10), status => Assert.Equal(401, status));
        Assert.Equal(429, statuses[11]);
        var refused = await TrySignInAsync(server, "root", "first secret");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.True(refused.Headers.Contains("Retry-After"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await TrySignInAsync(server, "nobody", "first secret")).StatusCode);
    }

    [Fact]
    public async Task Users_made_on_the_command_line_sign_in_at_once_and_every_change_is_on_record_without_its_secrets()
    {
        await using var server = await TestServer.StartAsync(_data.Path, Admin);
        var made = JsonNode.Parse((await UsersAsync("create", "ann", "--role", "admin", "--json")).Output)!;
        using var ann = Bearer(server, (string)(await SignInAsync(server, "ann", (string)made["password"]!))["token"]!);
        var key = await TestServer.ReadAsync(await ann.PostAsJsonAsync("keys", new { name = "robot", role = "viewer" }));
        using var robot = server.With((string)key["key"]!);
        Assert.Equal(HttpStatusCode.OK, (await robot.GetAsync("queue")).StatusCode);
        await ann.DeleteAsync($"keys/{key["id"]}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await robot.GetAsync("queue")).StatusCode);

        var text = await ann.GetStringAsync("audit");
        Assert.DoesNotContain((string)key["key"]!, text, StringComparison.Ordinal);
        Assert.DoesNotContain((string)made["password"]!, text, StringComparison.Ordinal);
        var records = JsonNode.Parse(text)!["records"]!.AsArray().Select(record => $"{record!["caller_name"]} {record["action"]} {record["kind"]}");
        Assert.Equal(["ann revoke key", "ann create key", "command line create user", "start create user"], records);
        Assert.Contains("ann", (await UsersAsync("list")).Output, StringComparison.Ordinal);
        await UsersAsync("delete", "ann");
    }

    [Fact]
    public async Task A_change_that_its_endpoint_does_not_record_is_recorded_as_it_was_asked_for_without_secrets()
    {
        await using var server = await TestServer.StartAsync(null, Admin);
        var body = new { prompt_id = "p", prompt_version = "v1", prompt_text = "text", metadata = new { api_key = "hidden" } };
        Assert.Equal(HttpStatusCode.OK, (await server.Client.PostAsJsonAsync("prompts/register", body)).StatusCode);
        await server.Client.PostAsJsonAsync("prompts/register", new { prompt_id = "q" });

        using var root = Bearer(server, (string)(await SignInAsync(server, "root", "first secret"))["token"]!);
        var record = JsonNode.Parse(await root.GetStringAsync("audit?kind=prompt"))!["records"]!.AsArray().Single()!;
        Assert.Equal("register p", $"{record["action"]} {record["subject_id"]}");
        Assert.Equal("v1", (string)record["after"]!["prompt_version"]!);
        Assert.Equal("********", (string)record["after"]!["metadata"]!["api_key"]!);
    }

    [Fact]
    public async Task A_wrong_body_is_told_every_field_and_a_taken_name_conflicts()
    {
        await using var server = await TestServer.StartAsync(null, Admin);
        using var nobody = server.With(null);
        var wrong = await nobody.PostAsJsonAsync("auth/token", new { username = 5 });
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        var message = (string)(await TestServer.ReadAsync(wrong))["error"]!;
        Assert.Contains("username", message, StringComparison.Ordinal);
        Assert.Contains("password", message, StringComparison.Ordinal);
        using var root = Bearer(server, (string)(await SignInAsync(server, "root", "first secret"))["token"]!);
        Assert.Equal(HttpStatusCode.Conflict, (await root.PostAsJsonAsync("users", new { username = "root" })).StatusCode);
    }

    public void Dispose() => _data.Dispose();

    private static HttpClient Bearer(TestServer server, string token)
    {
        var client = server.With(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<HttpResponseMessage> TrySignInAsync(TestServer server, string username, string password)
    {
        using var nobody = server.With(null);
        return await nobody.PostAsJsonAsync("auth/token", new { username, password });
    }

    private static async Task<JsonObject> SignInAsync(TestServer server, string username, string password)
    {
        var answer = await TrySignInAsync(server, username, password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await TestServer.ReadAsync(answer);
    }

    private Task<ProcessResult> UsersAsync(params string[] arguments) => SlipwayCommand.RunAsync(["users", .. arguments, "--data", _data.Path]);
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Tests.Http;

/// <summary>Every route of the table with every kind of caller; what each should get is computed from the table, so new routes are covered by themselves.</summary>
public sealed partial class RouteMatrixTests
{
    private static readonly (string Name, string? Key, Role? Role)[] Callers =
    [
        ("nobody", null, null),
        ("a guesser", "wrong", null),
        ("a viewer", "viewer-key", Role.Viewer),
        ("an operator", "operator-key", Role.Operator),
        ("an admin", "admin-key", Role.Admin),
    ];

    private static readonly (string, string)[] Keys =
        [("API_KEYS", "viewer-key:viewer,operator-key:operator,admin-key:admin,other-key"), ("LLM_REQUIRE_KEY", "true")];

    [Fact]
    public async Task Each_route_lets_in_whom_its_role_allows_and_nobody_else()
    {
        await using var server = await TestServer.StartAsync(null, Keys);
        using var client = server.With(null);
        var wrong = new List<string>();
        foreach (var route in server.Routes)
        {
            foreach (var (name, key, role) in Callers)
            {
                foreach (var form in route.SelectedBy is { } only ? [only] : Enum.GetValues<Credential>())
                {
                    using var answer = await client.SendAsync(Request(route, PathOf(route, "none-such"), key, form), TestContext.Current.CancellationToken);
                    var status = (int)answer.StatusCode;
                    var right = route.Needs is not { } needs ? status is not (401 or 403) || route.Pattern == "/auth/token"
                        : role is null ? status == 401
                        : role < needs ? status == 403
                        : status is not (401 or 403) and < 500;
                    if (!right)
                        wrong.Add($"{route.Method} {route.Pattern} with {name} by {form}: {status} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(server.Routes.Count > 30);
    }

    [Fact]
    public async Task Only_paths_whose_document_knows_no_credential_believe_local_callers()
    {
        await using var server = await TestServer.StartAsync(null, Keys[..1]);
        using var client = server.With(null);
        foreach (var route in server.Routes.Where(route => route.Needs is not null))
        {
            using var answer = await client.SendAsync(Request(route, PathOf(route, "none-such"), null, Credential.ApiKey), TestContext.Current.CancellationToken);
            Assert.True(route.LoopbackOperator == ((int)answer.StatusCode is not (401 or 403)), $"{route.Method} {route.Pattern}: {answer.StatusCode}");
            Assert.Equal(route.Contract == Server.Http.Contracts.LlmManagement, route.LoopbackOperator);
        }
    }

    [Fact]
    public async Task A_task_is_its_owners_alone()
    {
        await using var server = await TestServer.StartAsync(null, Keys);
        using var client = server.With(null);
        using var owner = server.With("operator-key");
        var made = await owner.PostAsync("generate", new StringContent("""{"prompt": "mine", "max_tokens": 1}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var id = (string)(await TestServer.ReadAsync(made))["task_id"]!;
        var routes = server.Routes.Where(route => route.Contract == Server.Http.Contracts.Generation && route.Pattern.Contains("{id}", StringComparison.Ordinal)).ToList();
        Assert.True(routes.Count >= 4);
        // What ends the task comes last.
        foreach (var route in routes.OrderBy(route => route.Method == "DELETE"))
        {
            using var refused = await client.SendAsync(Request(route, PathOf(route, id), "other-key", Credential.ApiKey), TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)refused.StatusCode);

            using var answered = await client.SendAsync(
                Request(route, PathOf(route, id), "operator-key", Credential.ApiKey), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.NotEqual(404, (int)answered.StatusCode);
        }
    }

    public static string PathOf(ContractRoute route, string value) => Parameter().Replace(route.Pattern, value).TrimStart('/');

    private static HttpRequestMessage Request(ContractRoute route, string path, string? key, Credential form)
    {
        var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (route.Method is not ("GET" or "DELETE"))
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        if (key is not null && form == Credential.Bearer)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        else if (key is not null)
            request.Headers.Add("X-API-Key", key);
        return request;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}

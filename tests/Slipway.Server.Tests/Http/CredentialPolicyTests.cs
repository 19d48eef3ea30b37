using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Server.Http;

namespace Slipway.Server.Tests.Http;

/// <summary>Two documents, one path: the credential picks the endpoint before any handler runs.</summary>
public sealed class CredentialPolicyTests
{
    [Theory]
    [InlineData("key", null, "GET", "LLMOps Manager models")]
    [InlineData(null, "token", "GET", "AI Deploy Platform models")]
    [InlineData("key", "token", "GET", "LLMOps Manager models")]
    [InlineData(null, null, "GET", "LLMOps Manager models")]
    [InlineData("", "token", "GET", "AI Deploy Platform models")]
    [InlineData("key", null, "POST", "AI Deploy Platform only")]
    public async Task The_credential_picks_whose_endpoint_answers(string? key, string? token, string method, string expected)
    {
        await using var app = Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), address + "/models");
        if (key is not null)
            request.Headers.TryAddWithoutValidation("X-API-Key", key);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);

        var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore().AddSingleton<MatcherPolicy, CredentialPolicy>();
        var app = builder.Build();
        app.UseRouting();
        Map("GET", "models", Server.Http.Contracts.LlmOps, Credential.ApiKey);
        Map("GET", "models", Server.Http.Contracts.AiDeploy, Credential.Bearer);
        Map("POST", "only", Server.Http.Contracts.AiDeploy, Credential.Bearer);
        return app;

        void Map(string method, string word, Contract contract, Credential by)
        {
            var route = new ContractRoute(method, "/models", contract, null, _ => throw new NotSupportedException()) { SelectedBy = by };
            app.MapMethods(route.Pattern, [route.Method], http => http.Response.WriteAsync($"{contract.Name} {word}")).WithMetadata(route);
        }
    }
}

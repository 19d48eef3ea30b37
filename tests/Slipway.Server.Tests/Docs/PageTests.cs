using Microsoft.Playwright;

namespace Slipway.Server.Tests.Docs;

[Trait("Needs", "browser")]
public sealed class PageTests
{
    private const string Chromium = "/usr/bin/chromium";

    [Fact]
    public async Task Swagger_UI_shows_every_document_and_tries_out_health_without_the_internet()
    {
        await using var server = await TestServer.StartAsync();
        await using var browser = await OpenAsync();
        var (page, strangers) = await WatchAsync(browser, server);

        await page.GotoAsync(new Uri(server.Address, "docs").ToString());
        await page.GetByText("Submit a prompt").WaitForAsync();
        var operation = page.Locator("#operations-Server-getHealth");
        await operation.Locator(".opblock-summary-control").ClickAsync();
        await operation.GetByText("Try it out").ClickAsync();
        await operation.GetByText("Execute").First.ClickAsync();
        await operation.Locator(".live-responses-table .response-col_status").Filter(new LocatorFilterOptions { HasText = "200" }).WaitForAsync();

        Assert.Contains("available_models", await operation.Locator(".live-responses-table").InnerTextAsync());
        Assert.Equal(Slipway.Server.Docs.ApiDocuments.All.Count, await page.Locator("#select option").CountAsync());
        Assert.Empty(strangers);
    }

    [Fact]
    public async Task ReDoc_shows_any_document_without_the_internet()
    {
        await using var server = await TestServer.StartAsync();
        await using var browser = await OpenAsync();
        var (page, strangers) = await WatchAsync(browser, server);

        await page.GotoAsync(new Uri(server.Address, "redoc").ToString());
        await page.GetByText("/status/{task_id}").First.WaitForAsync();
        await page.Locator("nav").GetByText("OpenAI", new() { Exact = true }).ClickAsync();
        await page.GetByText("/v1/embeddings").First.WaitForAsync();

        Assert.Empty(strangers);
    }

    private static async Task<IBrowser> OpenAsync()
    {
        Assert.SkipUnless(File.Exists(Chromium), "Chromium is not installed: run tests/install");
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A page, and the addresses beside the server's that answered it. What the pages' policy refuses never gets that far.</summary>
    private static async Task<(IPage Page, List<string> Strangers)> WatchAsync(IBrowser browser, TestServer server)
    {
        var page = await browser.NewPageAsync();
        var strangers = new List<string>();
        page.Response += (_, response) =>
        {
            if (!response.Url.StartsWith(server.Address.ToString(), StringComparison.Ordinal) && response.Url.StartsWith("http", StringComparison.Ordinal))
                strangers.Add(response.Url);
        };
        page.SetDefaultTimeout(60_000);
        return (page, strangers);
    }
}

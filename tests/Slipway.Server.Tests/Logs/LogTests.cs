using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Server.Logs;
using Slipway.Testing;

namespace Slipway.Server.Tests.Logs;

public sealed class LogTests
{
    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Every_request_to_a_model_is_one_line_with_its_prompt_only_where_that_is_wanted(string prompts)
    {
        using var folder = new TempDirectory();
        await using (var server = await TestServer.StartAsync(folder.Path, ("LOG_PROMPTS", prompts)))
        {
            await server.ResultAsync(await server.SubmitAsync("a secret thought", 3));
            await server.Client.PostAsJsonAsync("v1/chat/completions", new { messages = new[] { new { role = "user", content = "another secret" } }, max_tokens = 2 });
        }

        var lines = (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "logs", "llm_requests.log"))).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["task", "chat"], lines.Select(line => (string)line["operation"]!));
        Assert.Equal([3, 2], lines.Select(line => (int)line["completion_tokens"]!));
        Assert.All(lines, line => Assert.Equal(prompts == "true", line["request"]?.ToString().Contains("secret") ?? false));
    }

    [Fact]
    public async Task No_log_holds_a_key()
    {
        using var folder = new TempDirectory();
        await using (var server = await TestServer.StartAsync(folder.Path, ("LOG_LEVEL", "trace")))
        {
            var id = await server.SubmitAsync("hello", 2);
            using var nobody = server.With(null);
            Assert.Contains("completed", await nobody.GetStringAsync($"stream/{id}?api_key={TestServer.Key}"));
            Assert.Equal(401, (int)(await nobody.GetAsync($"stream/{id}?api_key=guess-of-a-key")).StatusCode);
        }

        var logs = Directory.GetFiles(Path.Combine(folder.Path, "logs"));
        Assert.Equal(["app.log", "errors.log", "llm_requests.log"], logs.Select(Path.GetFileName).Order());
        foreach (var log in logs)
        {
            var text = await File.ReadAllTextAsync(log);
            Assert.DoesNotContain(TestServer.Key, text);
            Assert.DoesNotContain("guess-of-a-key", text);
        }
    }

    [Fact]
    public void Errors_are_in_both_logs_and_nobody_writes_a_line_of_his_own()
    {
        using var folder = new TempDirectory();
        using (var files = new LogFiles(new LogOptions(folder.Path, LogLevel.Information, 1000, 1, false), TimeProvider.System))
        {
            var log = files.CreateLogger("Slipway.Test");
            log.LogInformation("asked for {Path}", "/x\n2026 ERROR forged");
            log.LogDebug("not this");
            log.LogError(new InvalidOperationException("broken"), "went wrong with Authorization: Bearer abcdef");
            files.CreateLogger("Microsoft.AspNetCore").LogInformation("GET /stream/1?api_key=abcdef");
        }

        var app = File.ReadAllLines(Path.Combine(folder.Path, "app.log"));
        Assert.Equal(3, app.Length);
        Assert.Contains("INFO  Slipway.Test[0] asked for /x ⏎ 2026 ERROR forged", app[0]);
        Assert.Contains("InvalidOperationException: broken", app[2]);
        Assert.DoesNotContain("abcdef", string.Concat(app));
        Assert.Equal(app[1..], File.ReadAllLines(Path.Combine(folder.Path, "errors.log")));
    }

    [Fact]
    public void A_full_log_is_rotated_and_the_oldest_goes()
    {
        using var folder = new TempDirectory();
        using (var file = new RotatingFile(Path.Combine(folder.Path, "app.log"), largest: 10, kept: 2))
        {
            for (var i = 0; i < 5; i++)
                file.Write(Encoding.UTF8.GetBytes($"line {i}\n"));
        }

        Assert.Equal(["app.1.log", "app.2.log", "app.log"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.Equal("line 4\n", File.ReadAllText(Path.Combine(folder.Path, "app.log")));
        Assert.Equal("line 2\n", File.ReadAllText(Path.Combine(folder.Path, "app.2.log")));
    }
}

using System.Diagnostics;
using System.Net.Http.Json;
using Slipway.Testing;

namespace Slipway.Server.Tests.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Requests_tasks_tokens_and_the_process_are_measured()
    {
        await using var server = await TestServer.StartReadyAsync();
        await server.ResultAsync(await server.SubmitAsync("measure me", 3));
        await server.Client.PostAsJsonAsync("generate", new { prompt = 5 });
        await server.Client.GetAsync("no/such/path");

        var metrics = await ReadAsync(server);

        Assert.Equal(1, metrics["""slipway_http_requests_total{contract="LLM Inference System",method="POST",route="/generate",status="202"}"""]);
        Assert.Equal(1, metrics["""slipway_http_requests_total{contract="LLM Inference System",method="POST",route="/generate",status="400"}"""]);
        Assert.Equal(1, metrics["""slipway_http_requests_total{contract="none",method="any",route="unknown",status="404"}"""]);
        Assert.Equal(2, metrics["""slipway_http_request_duration_seconds_count{contract="LLM Inference System",method="POST",route="/generate"}"""]);
        Assert.Equal(1, metrics["""slipway_generation_requests_total{operation="task",outcome="Success"}"""]);
        Assert.Equal(3, metrics["""slipway_generation_tokens_total{operation="task",type="completion"}"""]);
        Assert.Equal(1, metrics["""slipway_generation_time_to_first_token_seconds_count{operation="task"}"""]);
        Assert.Equal(1, metrics["""slipway_model_ready{model="slipway-demo"}"""]);
        Assert.Equal(0, metrics["slipway_tasks_waiting"]);
        Assert.Equal(0, metrics["slipway_redis_up"]);
        Assert.True(metrics["process_resident_memory_bytes"] > 1e6);
        Assert.True(metrics["process_cpu_seconds_total"] > 0);
        Assert.True(metrics["""dotnet_gc_collections_total{generation="0"}"""] >= 0);
    }

    [Fact]
    public async Task An_engine_that_died_and_came_back_is_a_restart()
    {
        await using var server = await TestServer.StartReadyAsync();
        await server.Client.PostAsJsonAsync("v1/completions", new { prompt = "[[crash-after=1]]" });
        await server.ReadyAsync();

        var metrics = await ReadAsync(server);

        Assert.True(metrics["""slipway_engine_crashes_total{model="slipway-demo"}"""] >= 1);
        Assert.True(metrics["""slipway_engine_restarts_total{model="slipway-demo"}"""] >= 1);
    }

    [Fact]
    [Trait("Needs", "peer")]
    public async Task Prometheus_itself_has_nothing_to_say_against_them()
    {
        await using var server = await TestServer.StartReadyAsync();
        await server.ResultAsync(await server.SubmitAsync("measure me", 3));
        using var nobody = server.With(null);
        var answer = await nobody.GetAsync("metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Process promtool;
        try
        {
            promtool = ProcessRunner.Start("promtool", ["check", "metrics"]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("promtool is not installed: run tests/install");
            throw;
        }

        using (promtool)
        {
            await promtool.StandardInput.WriteAsync(await answer.Content.ReadAsStringAsync());
            promtool.StandardInput.Close();
            var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
            await promtool.WaitForExitAsync();
            Assert.True(promtool.ExitCode == 0 && said.Trim().Length == 0, said);
        }
    }

    private static async Task<Dictionary<string, double>> ReadAsync(TestServer server) => (await server.Client.GetStringAsync("metrics"))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
}

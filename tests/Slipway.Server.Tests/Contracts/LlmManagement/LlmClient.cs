using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.LlmManagement;

/// <summary>Calls LLM Management System as its document shows, without any credential.</summary>
internal sealed class LlmClient(TestServer server) : IDisposable
{
    public HttpClient Http { get; } = server.With(null);

    public async Task<string> ConfigureAsync(string modelId, string name, string type, object? kwargs = null)
    {
        var answer = await PostAsync("llm/configure_model/", new { model_id = modelId, model_name = name, model_type = type, model_kwargs = kwargs ?? new { } });
        Assert.True(answer.Status == 200, answer.Body.ToJsonString());
        return (string)answer.Body["config_id"]!;
    }

    public async Task LoadAsync(string configId)
    {
        var answer = await PostAsync($"llm/load_model/{configId}");
        Assert.True(answer.Status == 200, answer.Body.ToJsonString());
        Assert.Equal("""{"message":"Model loaded successfully"}""", answer.Body.ToJsonString());
    }

    public async Task<string> InferAsync(string modelId, string prompt, object? kwargs = null)
    {
        var answer = await PostAsync("llm/inference/", new { model_id = modelId, prompt, inference_kwargs = kwargs ?? new { } });
        Assert.True(answer.Status == 200, answer.Body.ToJsonString());
        return (string)answer.Body["response"]!;
    }

    public async Task<string[]> LoadedAsync() => (await Http.GetFromJsonAsync<string[]>("llm/loaded_models/"))!;

    public Task<(int Status, JsonNode Body)> PostAsync(string path, object? body = null) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body));

    public async Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var answer = await Http.SendAsync(new HttpRequestMessage(method, path) { Content = content });
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public void Dispose() => Http.Dispose();
}

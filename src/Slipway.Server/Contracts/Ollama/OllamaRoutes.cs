using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Ollama;

/// <summary>Ollama's own API. Its clients send the key as a header that they are given.</summary>
internal static class OllamaRoutes
{
    public static IEnumerable<ContractRoute> Of(OllamaEndpoints endpoints)
    {
        yield return Route("POST", "/api/generate", Role.Operator, endpoints.GenerateAsync);
        yield return Route("POST", "/api/chat", Role.Operator, endpoints.ChatAsync);
        yield return Route("POST", "/api/embed", Role.Operator, call => endpoints.EmbedAsync(call, "input"));
        yield return Route("POST", "/api/embeddings", Role.Operator, call => endpoints.EmbedAsync(call, "prompt"));
        yield return Route("POST", "/api/show", Role.Viewer, endpoints.ShowAsync);
        yield return Route("GET", "/api/tags", Role.Viewer, endpoints.ListAsync);
        yield return Route("GET", "/api/ps", Role.Viewer, endpoints.ListAsync);
        yield return Route("GET", "/api/version", Role.Viewer, endpoints.VersionAsync);

        static ContractRoute Route(string method, string pattern, Role role, Handler handler) =>
            new(method, pattern, Http.Contracts.Plain, role, handler);
    }
}

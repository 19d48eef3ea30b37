using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Platform.Deployments;

namespace Slipway.Runtimes.Remote;

/// <summary>Asks a server elsewhere whose models it lists: vLLM, llama-server, Ollama and we each say so in <c>owned_by</c>.</summary>
internal static class ModelOwner
{
    private const int LargestList = 4 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Null where it doesn't say.</summary>
    public static async Task<string?> AskAsync(ReplicaEndpoint endpoint, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var http = new HttpClient(endpoint.CreateHandler!()) { MaxResponseContentBufferSize = LargestList };
        if (endpoint.ApiKey is { } key)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        try
        {
            var list = await http.GetByteArrayAsync(new Uri(endpoint.Address.Base, "v1/models"), limit.Token).ConfigureAwait(false);
            using var json = JsonDocument.Parse(list);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("data", out var models) || models.ValueKind != JsonValueKind.Array)
                return null;
            var owners = models.EnumerateArray().Select(Owner).OfType<string>().ToList();
            // One that has models of several owners relays for them.
            return owners.Distinct().Count() == 1 ? owners[0] : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string? Owner(JsonElement model) =>
        model.ValueKind == JsonValueKind.Object && model.TryGetProperty("owned_by", out var owner) && owner.ValueKind == JsonValueKind.String ? owner.GetString() : null;
}

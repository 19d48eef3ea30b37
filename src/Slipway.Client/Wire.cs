using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Contracts;

namespace Slipway.Client;

/// <summary>Sends requests and reads answers; what goes wrong becomes an exception with the server's own words.</summary>
internal sealed class Wire(HttpClient http)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    public static HttpContent Json<T>(T value, JsonTypeInfo<T> type) =>
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type)) { Headers = { ContentType = JsonType } };

    /// <summary>A part of a path.</summary>
    public static string Part(string text) => Uri.EscapeDataString(text);

    public async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellation, Action<HttpRequestHeaders>? headers = null)
    {
        var body = await SendAsync(method, path, content, cancellation, headers).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new SlipwayException($"{http.BaseAddress} gave an answer that is not Slipway's: {exception.Message}", 0, exception);
        }
    }

    /// <summary>Returns the body of a success.</summary>
    public async Task<byte[]> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellation, Action<HttpRequestHeaders>? headers = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        headers?.Invoke(request.Headers);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
                return body;
            throw new SlipwayException(ErrorText.Of(body) ?? $"{http.BaseAddress} answered {(int)answer.StatusCode} {answer.ReasonPhrase}", (int)answer.StatusCode)
            {
                RetryAfter = answer.Headers.RetryAfter?.Delta,
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new SlipwayException($"{http.BaseAddress} cannot be reached: {exception.Message}", 0, exception);
        }
    }
}

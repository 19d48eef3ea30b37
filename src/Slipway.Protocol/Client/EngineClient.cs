using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Protocol.Control;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Protocol.Client;

/// <summary>
/// Talks to one engine, ours or any that speaks OpenAI's API. It has no time limit of its own: a caller's cancellation is
/// the limit, and closes the connection. Expected failures come back as values, never as exceptions.
/// </summary>
public sealed class EngineClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private const int LargestError = 64 * 1024;
    private readonly HttpClient _http;

    public EngineClient(EngineAddress address, string? apiKey = null, TimeSpan? connectTimeout = null)
        : this(address, address.CreateHandler(connectTimeout ?? TimeSpan.FromSeconds(5)), apiKey)
    {
    }

    /// <summary>Talks through connections that the caller made; disposing this disposes them.</summary>
    public EngineClient(EngineAddress address, HttpMessageHandler handler, string? apiKey)
    {
        Address = address;
        _http = new HttpClient(handler)
        {
            BaseAddress = address.Base,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (apiKey is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
    }

    public EngineAddress Address { get; }

    public Task<EngineReply<ChatCompletion>> ChatAsync(ChatCompletionRequest request, CancellationToken cancellation) =>
        PostAsync("v1/chat/completions", request with { Stream = null, StreamOptions = null },
            WireJson.Default.ChatCompletionRequest, WireJson.Default.ChatCompletion, cancellation);

    public Task<EngineReply<EngineStream<ChatCompletionChunk>>> StreamChatAsync(
        ChatCompletionRequest request, CancellationToken cancellation) =>
        StreamAsync("v1/chat/completions", request with { Stream = true }, WireJson.Default.ChatCompletionRequest,
            WireJson.Default.ChatCompletionChunk, static chunk => chunk.Error, cancellation);

    public Task<EngineReply<Completion>> CompleteAsync(CompletionRequest request, CancellationToken cancellation) =>
        PostAsync("v1/completions", request with { Stream = null, StreamOptions = null },
            WireJson.Default.CompletionRequest, WireJson.Default.Completion, cancellation);

    public Task<EngineReply<EngineStream<Completion>>> StreamCompletionAsync(
        CompletionRequest request, CancellationToken cancellation) =>
        StreamAsync("v1/completions", request with { Stream = true }, WireJson.Default.CompletionRequest,
            WireJson.Default.Completion, static chunk => chunk.Error, cancellation);

    public Task<EngineReply<EmbeddingList>> EmbedAsync(EmbeddingRequest request, CancellationToken cancellation) =>
        PostAsync("v1/embeddings", request, WireJson.Default.EmbeddingRequest, WireJson.Default.EmbeddingList, cancellation);

    public Task<EngineReply<ModelList>> ModelsAsync(CancellationToken cancellation) =>
        GetAsync("v1/models", WireJson.Default.ModelList, cancellation);

    public Task<EngineReply<TokenizeAnswer>> TokenizeAsync(TokenizeRequest request, CancellationToken cancellation) =>
        PostAsync("tokenize", request, WireJson.Default.TokenizeRequest, WireJson.Default.TokenizeAnswer, cancellation);

    public Task<EngineReply<DetokenizeAnswer>> DetokenizeAsync(DetokenizeRequest request, CancellationToken cancellation) =>
        PostAsync("detokenize", request, WireJson.Default.DetokenizeRequest, WireJson.Default.DetokenizeAnswer, cancellation);

    public Task<EngineReply<EngineHealth>> HealthAsync(CancellationToken cancellation) =>
        GetAsync("health", WireJson.Default.EngineHealth, cancellation);

    public Task<EngineReply<EngineCapacity>> CapacityAsync(CancellationToken cancellation) =>
        GetAsync("control/capacity", WireJson.Default.EngineCapacity, cancellation);

    /// <summary>Running requests finish, new ones are refused with 503.</summary>
    public Task<EngineReply<EngineHealth>> DrainAsync(CancellationToken cancellation) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, "control/drain"), WireJson.Default.EngineHealth, cancellation);

    /// <summary>The answer is a sentence for people.</summary>
    public Task<EngineReply<string>> LoadAdapterAsync(LoadAdapterRequest request, CancellationToken cancellation) =>
        TextAsync(Post("v1/load_lora_adapter", request, WireJson.Default.LoadAdapterRequest), cancellation);

    /// <summary>Ends when the requests that use the adapter are through. The answer is a sentence for people.</summary>
    public Task<EngineReply<string>> UnloadAdapterAsync(UnloadAdapterRequest request, CancellationToken cancellation) =>
        TextAsync(Post("v1/unload_lora_adapter", request, WireJson.Default.UnloadAdapterRequest), cancellation);

    public void Dispose() => _http.Dispose();

    private Task<EngineReply<TAnswer>> GetAsync<TAnswer>(
        string path, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
        where TAnswer : class =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), answerType, cancellation);

    private Task<EngineReply<TAnswer>> PostAsync<TRequest, TAnswer>(
        string path, TRequest request, JsonTypeInfo<TRequest> type, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
        where TAnswer : class =>
        SendAsync(Post(path, request, type), answerType, cancellation);

    private static HttpRequestMessage Post<TRequest>(string path, TRequest request, JsonTypeInfo<TRequest> type)
    {
        // Serialized at once, so that the body has a length: some engines take no chunked requests.
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, type));
        content.Headers.ContentType = Json;
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }

    private async Task<EngineReply<TAnswer>> SendAsync<TAnswer>(
        HttpRequestMessage message, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellation)
        where TAnswer : class
    {
        var opened = await OpenAsync(message, cancellation).ConfigureAwait(false);
        if (!opened.Succeeded)
            return opened.Failure;
        using var response = opened.Value;
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            return JsonSerializer.Deserialize(bytes, answerType) is { } answer
                ? answer
                : new EngineFailure(EngineFailureKind.Malformed, "the answer is null", (int)response.StatusCode);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return new EngineFailure(KindOf(exception), "the answer broke off: " + exception.Message);
        }
        catch (JsonException exception)
        {
            return new EngineFailure(
                EngineFailureKind.Malformed, "the answer is not as expected: " + exception.Message, (int)response.StatusCode);
        }
    }

    private async Task<EngineReply<string>> TextAsync(HttpRequestMessage message, CancellationToken cancellation)
    {
        var opened = await OpenAsync(message, cancellation).ConfigureAwait(false);
        if (!opened.Succeeded)
            return opened.Failure;
        using var response = opened.Value;
        try
        {
            return await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return new EngineFailure(EngineFailureKind.Broken, "the answer broke off: " + exception.Message);
        }
    }

    private async Task<EngineReply<EngineStream<TChunk>>> StreamAsync<TRequest, TChunk>(
        string path, TRequest request, JsonTypeInfo<TRequest> type, JsonTypeInfo<TChunk> chunkType,
        Func<TChunk, ErrorDetail?> errorOf, CancellationToken cancellation)
        where TChunk : class
    {
        var opened = await OpenAsync(Post(path, request, type), cancellation).ConfigureAwait(false);
        if (!opened.Succeeded)
            return opened.Failure;
        if (opened.Value.Content.Headers.ContentType?.MediaType == "application/json")
            return await ReadWholeAsync(opened.Value, chunkType, cancellation).ConfigureAwait(false);
        var body = await opened.Value.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return new EngineStream<TChunk>(opened.Value, body, chunkType, FailureOf, cancellation);

        EngineFailure? FailureOf(TChunk chunk) => errorOf(chunk) is { } error
            ? new EngineFailure(EngineFailureKind.Broken, error.Message ?? "the engine failed", error.Status ?? 0, error)
            : null;
    }

    private static async Task<EngineReply<EngineStream<TChunk>>> ReadWholeAsync<TChunk>(
        HttpResponseMessage response, JsonTypeInfo<TChunk> chunkType, CancellationToken cancellation)
        where TChunk : class
    {
        try
        {
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            return EngineStream<TChunk>.OfOne(response, WholeAnswer.AsChunk(bytes, chunkType));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            response.Dispose();
            return new EngineFailure(KindOf(exception), "the answer broke off: " + exception.Message);
        }
        catch (JsonException exception)
        {
            response.Dispose();
            return new EngineFailure(EngineFailureKind.Malformed, "the answer is not as expected: " + exception.Message, (int)response.StatusCode);
        }
    }

    /// <summary>Posts a body as it is. The answer's headers are there when this completes; its body is the caller's to read.</summary>
    public Task<EngineReply<HttpResponseMessage>> PostAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = Json;
        return OpenAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, cancellation);
    }

    private async Task<EngineReply<HttpResponseMessage>> OpenAsync(HttpRequestMessage message, CancellationToken cancellation)
    {
        using var _ = message;
        using var call = Tracing.Source.StartActivity("engine call", ActivityKind.Client);
        if (Activity.Current?.Id is { } trace)
            message.Headers.TryAddWithoutValidation("traceparent", trace);
        try
        {
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                return await RefusalAsync(response, cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return new EngineFailure(EngineFailureKind.Unreachable, $"no connection to {Address}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return new EngineFailure(KindOf(exception), $"{Address} broke off: {exception.Message}");
        }
    }

    /// <summary>What reading an answer threw.</summary>
    public static EngineFailureKind KindOf(Exception exception) =>
        exception is SilentException || exception.InnerException is SilentException ? EngineFailureKind.Silent : EngineFailureKind.Broken;

    private static async Task<EngineFailure> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await ReadSomeAsync(response, cancellation).ConfigureAwait(false);
        ErrorDetail? error = null;
        try
        {
            error = JsonSerializer.Deserialize(bytes.Span, WireJson.Default.ErrorBody)?.Error;
        }
        catch (JsonException)
        {
            // Other engines answer errors in bodies of their own; the status still says what matters.
        }
        var status = (int)response.StatusCode;
        var message = error?.Message ?? $"status {status} ({(HttpStatusCode)status})";
        return new EngineFailure(EngineFailureKind.Refused, message, status, error, RetryAfter(response.Headers));
    }

    /// <summary>A time of day counts from the time that the answer itself says it is.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers) =>
        headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - headers.Date is { Ticks: > 0 } wait ? wait : null);

    /// <summary>An error says what it says in its beginning; nobody reads on for ever.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadSomeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = new byte[LargestError];
        var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        return buffer.AsMemory(0, await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false));
    }
}

using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Slipway.Protocol.Client;

/// <summary>
/// The chunks of one streamed answer. <see cref="MoveNextAsync"/> is false at the end; <see cref="Failure"/> then says whether
/// the stream was whole. Disposing it early closes the connection, which tells the engine to stop.
/// </summary>
public sealed class EngineStream<T> : IAsyncDisposable
    where T : class
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<T?>> _items;
    private readonly Func<T, EngineFailure?> _failureOf;
    private bool _over;

    internal EngineStream(
        HttpResponseMessage response, Stream body, JsonTypeInfo<T> type, Func<T, EngineFailure?> failureOf, CancellationToken cancellation)
    {
        _response = response;
        _failureOf = failureOf;
        // The end mark is the one event that is not JSON; it becomes null.
        _items = SseParser.Create(body, (_, data) => data.SequenceEqual("[DONE]"u8) ? null : JsonSerializer.Deserialize(data, type))
            .EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
    }

    private EngineStream(HttpResponseMessage response, T only)
    {
        (_response, _failureOf) = (response, _ => null);
        _items = OneAsync(only).GetAsyncEnumerator();

        static async IAsyncEnumerable<SseItem<T?>> OneAsync(T only)
        {
            await Task.CompletedTask.ConfigureAwait(false);
            yield return new SseItem<T?>(only);
            yield return new SseItem<T?>(null);
        }
    }

    public T Current { get; private set; } = null!;

    public EngineFailure? Failure { get; private set; }

    /// <summary>A whole stream of one chunk.</summary>
    internal static EngineStream<T> OfOne(HttpResponseMessage response, T only) => new(response, only);

    public async ValueTask<bool> MoveNextAsync()
    {
        if (_over)
            return false;
        try
        {
            if (!await _items.MoveNextAsync().ConfigureAwait(false))
                return End(new EngineFailure(EngineFailureKind.Broken, "the stream ended without its end mark"));
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return End(new EngineFailure(EngineClient.KindOf(exception), "the stream broke: " + exception.Message));
        }
        catch (JsonException exception)
        {
            return End(new EngineFailure(EngineFailureKind.Malformed, "a chunk of the stream is not as expected: " + exception.Message));
        }
        if (_items.Current.Data is not { } chunk)
            return End(null);
        if (_failureOf(chunk) is { } failure)
            return End(failure);
        Current = chunk;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _over = true;
        await _items.DisposeAsync().ConfigureAwait(false);
        _response.Dispose();
    }

    private bool End(EngineFailure? failure)
    {
        _over = true;
        Failure = failure;
        return false;
    }
}

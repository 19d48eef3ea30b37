using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Platform.Access;
using Slipway.Platform.Common;

namespace Slipway.Server.Http;

/// <summary>One request on its way through a handler.</summary>
public sealed class Call(HttpContext http, Contract contract, Caller? caller)
{
    internal static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public HttpContext Http { get; } = http;

    public Contract Contract { get; } = contract;

    /// <summary>Who calls; only routes that need no role have nobody.</summary>
    public Caller Caller => caller ?? throw new InvalidOperationException("this route knows no caller");

    /// <summary>The body, once it has been read as a whole.</summary>
    internal ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>What has to be done before a success is told.</summary>
    internal Func<Task>? BeforeSuccess { get; set; }

    public CancellationToken Gone => Http.RequestAborted;

    /// <summary>How callers reach this server, without a slash at the end.</summary>
    public string PublicUrl => Http.RequestServices.GetRequiredService<PublicAddress>().Of(Http.Request);

    public string RouteValue(string name) => (string)Http.Request.RouteValues[name]!;

    /// <summary>A parameter of the query; empty is absent.</summary>
    public string? Query(string name) => Http.Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    public string? Header(string name) => Http.Request.Headers[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>The whole body; Kestrel ends a body that is over the limit.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadBodyAsync() => Body = await ReadWholeAsync().ConfigureAwait(false);

    private async Task<ReadOnlyMemory<byte>> ReadWholeAsync()
    {
        var reader = Http.Request.BodyReader;
        if (Http.Request.ContentLength is { } length and < 1024 * 1024)
        {
            var body = new byte[length];
            var filled = 0;
            while (filled < body.Length)
            {
                var part = await reader.ReadAsync(Gone).ConfigureAwait(false);
                var taken = part.Buffer.Slice(0, Math.Min(part.Buffer.Length, body.Length - filled));
                taken.CopyTo(body.AsSpan(filled));
                filled += (int)taken.Length;
                reader.AdvanceTo(taken.End);
                if (part.IsCompleted && filled < body.Length)
                    return body.AsMemory(0, filled);
            }

            return body;
        }

        while (true)
        {
            var part = await reader.ReadAsync(Gone).ConfigureAwait(false);
            if (part.IsCompleted)
            {
                var whole = part.Buffer.ToArray();
                reader.AdvanceTo(part.Buffer.End);
                return whole;
            }

            reader.AdvanceTo(part.Buffer.Start, part.Buffer.End);
        }
    }

    /// <summary>For a body that goes to the disk as it comes; to be called before the first byte is read.</summary>
    public void AllowLargeBody()
    {
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }

    /// <summary>The body's members, or why there are none.</summary>
    public async Task<Fields> ReadFieldsAsync() => WrongMediaType() is { } failure
        ? new Fields(failure)
        : Fields.Parse(await ReadBodyAsync().ConfigureAwait(false));

    /// <summary>A body must be JSON; one that does not say what it is may be.</summary>
    public Failure? WrongMediaType()
    {
        var type = Http.Request.ContentType;
        if (string.IsNullOrEmpty(type))
            return null;
        var media = type.AsSpan();
        var end = media.IndexOf(';');
        media = (end < 0 ? media : media[..end]).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            ? null
            : new Failure(FailureKind.WrongMediaType, "the Content-Type must be application/json");
    }

    public async Task<Failure?> AnswerAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        await SendAsync(status, JsonSerializer.SerializeToUtf8Bytes(value, type)).ConfigureAwait(false);
        return null;
    }

    /// <summary>Answers with what <paramref name="write"/> writes.</summary>
    public async Task<Failure?> AnswerAsync(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        await SendAsync(status, Json(write)).ConfigureAwait(false);
        return null;
    }

    public Task FailAsync(Failure failure)
    {
        if (failure.RetryAfter is { } after)
            Http.Response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (failure.Kind == FailureKind.Unauthorized)
            Http.Response.Headers.WWWAuthenticate = "Bearer";
        return SendAsync(Contract.StatusOf(failure), Json(json => Contract.WriteError(json, failure)));
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }

    private async Task SendAsync(int status, byte[] body)
    {
        if (status < StatusCodes.Status400BadRequest && BeforeSuccess is { } first)
            await first().ConfigureAwait(false);
        var response = Http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, Gone).ConfigureAwait(false);
    }
}

using System.Buffers;
using System.Text.Json;

namespace Slipway.Protocol.Streaming;

/// <summary>
/// Writes <c>data:</c> events of JSON straight into a buffer such as a response's PipeWriter. One JSON writer serves the whole
/// stream, so an event allocates nothing.
/// </summary>
public sealed class ServerSentEventWriter(IBufferWriter<byte> output) : IDisposable
{
    public const string ContentType = "text/event-stream; charset=utf-8";

    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Begins an event; the caller writes one JSON value and calls <see cref="End"/>.</summary>
    public Utf8JsonWriter Begin()
    {
        output.Write("data: "u8);
        _json.Reset(output);
        return _json;
    }

    public void End()
    {
        _json.Flush();
        output.Write("\n\n"u8);
    }

    /// <summary>The end mark of OpenAI's streams.</summary>
    public void Done() => output.Write("data: [DONE]\n\n"u8);

    /// <summary>Keeps idle connections open; readers skip it.</summary>
    public void Comment() => output.Write(":\n\n"u8);

    public void Dispose() => _json.Dispose();
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Protocol.Streaming;

/// <summary>
/// Writes <c>data:</c> events of JSON straight into a buffer such as a response's PipeWriter. One JSON writer serves the whole
/// stream, so an event allocates nothing.
/// </summary>
public sealed class ServerSentEventWriter(IBufferWriter<byte> output) : IDisposable
{
    public const string ContentType = "text/event-stream; charset=utf-8";

    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Begins an event; the caller writes one JSON value and calls <see cref="End"/>.</summary>
    public Utf8JsonWriter Begin()
    {
        Write("data: "u8);
        _json.Reset(output);
        return _json;
    }

    public void End()
    {
        _json.Flush();
        Write("\n\n"u8);
    }

    /// <summary>The end mark of OpenAI's streams.</summary>
    public void Done() => Write("data: [DONE]\n\n"u8);

    /// <summary>Keeps idle connections open; readers skip it.</summary>
    public void Comment() => Write(":\n\n"u8);

    /// <summary>Asks for the room by its size: Kestrel's writer has none to give to those who don't.</summary>
    private void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    public void Dispose() => _json.Dispose();
}

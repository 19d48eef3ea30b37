using System.IO.Pipelines;
using System.Text.Json;

namespace Slipway.Platform.Generation.Relays;

/// <summary>Keeps an answer that is to be said in other words.</summary>
public sealed class WholeAnswerSink : IRelayCaller, IDisposable
{
    private readonly MemoryStream _answer = new();

    public WholeAnswerSink(CancellationToken gone)
    {
        Gone = gone;
        Body = PipeWriter.Create(_answer, new StreamPipeWriterOptions(leaveOpen: true));
    }

    public CancellationToken Gone { get; }

    public PipeWriter Body { get; }

    public void Begin(bool streams, long? length)
    {
    }

    /// <summary>The answer, after the relay has succeeded. The relay has seen that it is a JSON object.</summary>
    public JsonElement Read() => JsonSerializer.Deserialize(_answer.GetBuffer().AsSpan(0, (int)_answer.Length), StringJson.Default.JsonElement);

    public void Dispose() => _answer.Dispose();
}

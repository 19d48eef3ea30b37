using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Slipway.Platform.Common;
using Slipway.Platform.Metering;

namespace Slipway.Server.Logs;

/// <summary>
/// <c>llm_requests.log</c>: one JSON line for each request, or attempt at a task, that reached an engine. Requests leave their record and go
/// on; where the disk is slower than they are, lines are lost and counted, not requests held.
/// </summary>
public sealed class RequestLog : IAsyncDisposable
{
    private const int MostPending = 50_000;
    private const int LinesAtOnce = 500;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Channel<UsageRecord> _pending;
    private readonly RotatingFile _file;
    private readonly Task _writing;
    private long _lost;

    public RequestLog(LogOptions options)
    {
        _file = options.Open("llm_requests.log");
        _pending = Channel.CreateBounded<UsageRecord>(
            new BoundedChannelOptions(MostPending) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite }, _ => Interlocked.Increment(ref _lost));
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Records that are not in the log.</summary>
    public long Lost => Interlocked.Read(ref _lost) + _file.Lost;

    public void Note(UsageRecord usage) => _pending.Writer.TryWrite(usage);

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        _file.Dispose();
    }

    private async Task WriteAsync()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Relaxed);
        while (await _pending.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            for (var lines = 0; lines < LinesAtOnce && _pending.Reader.TryRead(out var usage); lines++)
            {
                Write(json, usage);
                json.Flush();
                json.Reset();
                buffer.Write("\n"u8);
            }

            _file.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private static void Write(Utf8JsonWriter json, UsageRecord usage)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, Micros.ToTime(usage.At).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
        json.WriteString("id"u8, usage.Id);
        json.WriteString("project"u8, usage.Project);
        json.WriteString("caller"u8, usage.CallerId);
        Optional("user_id"u8, usage.UserId);
        json.WriteString("operation"u8, usage.Operation);
        json.WriteString("model"u8, usage.Model);
        Optional("deployment_id"u8, usage.DeploymentId);
        Optional("model_version"u8, usage.Version);
        Optional("task_id"u8, usage.TaskId);
        json.WriteNumber("attempt"u8, usage.Attempt);
        json.WriteNumber("status"u8, usage.Status);
        Optional("error_type"u8, usage.ErrorType);
        json.WriteNumber("prompt_tokens"u8, usage.PromptTokens);
        json.WriteNumber("completion_tokens"u8, usage.CompletionTokens);
        if (usage.Estimated)
            json.WriteBoolean("estimated"u8, true);
        json.WriteNumber("queue_seconds"u8, Seconds(usage.QueueTime));
        if (usage.FirstTokenTime > 0)
            json.WriteNumber("first_token_seconds"u8, Seconds(usage.FirstTokenTime));
        json.WriteNumber("processing_seconds"u8, Seconds(usage.ProcessingTime));
        Optional("request"u8, usage.Request);
        json.WriteEndObject();

        void Optional(ReadOnlySpan<byte> name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                json.WriteString(name, value);
        }
    }

    private static double Seconds(long micros) => (double)micros / Micros.PerSecond;
}

using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Contracts;
using Slipway.Platform.Generation;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Generation;

/// <summary>
/// One subscriber of a task. It takes what is new from the feed whenever there is something, so several deltas may arrive as one.
/// Event ids are <c>attempt.offset</c>; the last event's offset is one beyond the text, so that a reconnect after it can be told
/// from one before it.
/// </summary>
internal sealed class TaskStream(Call call, TaskFeeds feeds, TaskService tasks, TimeProvider time)
{
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    private readonly IBufferWriter<byte> _output = call.Http.Response.BodyWriter;

    public async Task RunAsync(GenerationTask task, FeedCursor cursor)
    {
        var feed = feeds.Hold(task.Id);
        using var watch = tasks.Watch(task.Id);
        try
        {
            // Held first and read again: an end in between is seen in one of the two.
            task = await tasks.FindAsync(call.Caller, task.Id).ConfigureAwait(false) ?? task;
            if (task.State.IsFinal())
                feed.Finish(task);
            if (task.State.IsFinal() && cursor == EndOf(task))
            {
                call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            Begin();
            await SendAsync(feed, task, cursor).ConfigureAwait(false);
        }
        finally
        {
            feeds.Release(task.Id, feed);
        }
    }

    private async Task SendAsync(TaskFeed feed, GenerationTask task, FeedCursor cursor)
    {
        var view = feed.Read(cursor);
        if (view.Attempt == 0 && view.Final is null)
            Write(null, json => WriteStatus(json, task));
        while (true)
        {
            if (view.Final is { } final)
            {
                WriteEnd(final, cursor);
                await FlushAsync().ConfigureAwait(false);
                return;
            }

            if (view.Attempt != cursor.Attempt && view.Attempt > 0)
            {
                // A first attempt has nothing to take back.
                WriteAttempt(view.Attempt, reset: cursor.Attempt > 0 || view.Attempt > 1);
                cursor = new FeedCursor(view.Attempt, 0);
                view = feed.Read(cursor);
            }

            if (view.Text.Length > 0)
            {
                cursor = new FeedCursor(view.Attempt, view.Start + view.Text.Length);
                WriteDelta(cursor, view.Text);
            }

            await FlushAsync().ConfigureAwait(false);
            await WaitAsync(view.Changed).ConfigureAwait(false);
            view = feed.Read(cursor);
        }
    }

    private async Task WaitAsync(Task changed)
    {
        while (true)
        {
            try
            {
                await changed.WaitAsync(HeartbeatEvery, time, call.Gone).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException)
            {
                _output.Write(": still here\n\n"u8);
                await FlushAsync().ConfigureAwait(false);
            }
        }
    }

    private void Begin()
    {
        var response = call.Http.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        // Proxies in front must not gather events.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private async ValueTask FlushAsync() => await call.Http.Response.BodyWriter.FlushAsync(call.Gone).ConfigureAwait(false);

    private void WriteAttempt(int attempt, bool reset) => Write(new FeedCursor(attempt, 0), json =>
    {
        json.WriteString("status"u8, TaskState.Processing.Name());
        json.WriteString("message"u8, "Task is currently being processed");
        if (reset)
            json.WriteBoolean("reset"u8, true);
    });

    private void WriteDelta(FeedCursor cursor, string text) => Write(cursor, json =>
    {
        json.WriteString("status"u8, TaskState.Processing.Name());
        json.WriteString("message"u8, "Task is currently being processed");
        json.WriteString("delta"u8, text);
    });

    /// <summary>The last event. What the subscriber has not seen of the text comes in an event before it.</summary>
    private void WriteEnd(GenerationTask task, FeedCursor cursor)
    {
        var text = task.Outcome?.Result ?? "";
        if (task.Outcome?.Result is not null)
        {
            if (cursor.Attempt != task.Attempt)
            {
                WriteAttempt(task.Attempt, reset: cursor.Attempt > 0);
                cursor = new FeedCursor(task.Attempt, 0);
            }

            var start = Math.Min(cursor.Offset, text.Length);
            if (start > 0 && start < text.Length && char.IsLowSurrogate(text[start]))
                start--;
            if (start < text.Length)
                WriteDelta(new FeedCursor(task.Attempt, text.Length), text[start..]);
        }

        Write(EndOf(task), json =>
        {
            WriteStatus(json, task);
            if (task.Outcome is not { } outcome)
                return;
            if (outcome.ErrorType is not null)
            {
                json.WriteString("error_message"u8, outcome.ErrorMessage);
                json.WriteString("error_type"u8, outcome.ErrorType);
                return;
            }

            json.WriteString("result"u8, outcome.Result);
            json.WritePropertyName("metrics"u8);
            JsonSerializer.Serialize(json, TaskWords.Metrics(outcome)!, ContractsJson.Wire.TaskResultMetrics);
        });
    }

    private static void WriteStatus(Utf8JsonWriter json, GenerationTask task)
    {
        json.WriteString("status"u8, task.State.Name());
        json.WriteString("message"u8, TaskWords.Message(task));
    }

    private static FeedCursor EndOf(GenerationTask task) => new(task.Attempt, (task.Outcome?.Result?.Length ?? 0) + 1);

    private void Write(FeedCursor? id, Action<Utf8JsonWriter> members)
    {
        if (id is { } cursor)
        {
            _output.Write("id: "u8);
            _output.Write(System.Text.Encoding.ASCII.GetBytes(cursor.ToString()));
            _output.Write("\n"u8);
        }

        _output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(_output, Call.Relaxed))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        _output.Write("\n\n"u8);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Engine.Endpoints;
using Slipway.Engine.Scheduling;
using Slipway.Protocol.Streaming;

namespace Slipway.Engine.Answers;

/// <summary>Follows the generations of one request and writes what they say, at the end or as it comes.</summary>
internal sealed class Answer
{
    private readonly AnswerShape _shape;
    private readonly Choice[] _choices;
    private readonly int _choicesPerPrompt;

    public Answer(AnswerShape shape, IReadOnlyList<Generation> generations, int choicesPerPrompt, Func<Generation, string>? opening = null)
    {
        (_shape, _choicesPerPrompt) = (shape, choicesPerPrompt);
        _choices = [.. generations.Select((generation, index) => new Choice(index, generation))];
        if (opening is null)
            return;
        foreach (var choice in _choices)
            choice.Text.Append(opening(choice.Generation));
    }

    /// <summary>Writes the answer when all of it is there.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        foreach (var choice in _choices)
        {
            await foreach (var happened in choice.Generation.Events.ReadAllAsync(context.RequestAborted))
                choice.Add(happened);
            if (choice.Finish == FinishReason.Failed)
            {
                await Replies.ErrorAsync(context, "internal_error", choice.Generation.Failure!);
                return;
            }
        }
        context.Response.ContentType = Replies.Json;
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Replies.WriterOptions);
        json.WriteStartObject();
        _shape.WriteHead(json, chunk: false);
        json.WriteStartArray("choices");
        foreach (var choice in _choices)
            _shape.WriteChoice(json, choice, chunk: false);
        json.WriteEndArray();
        Figures.WriteUsage(json, _choices, _choicesPerPrompt);
        Figures.WriteTimings(json, _choices, _shape.Time);
        json.WriteEndObject();
    }

    /// <summary>Writes a chunk for each token as they come.</summary>
    public async Task StreamAsync(HttpContext context, bool usageAtEnd, bool usageAlways)
    {
        // A request that fails before its first token gets a status of its own.
        await _choices[0].Generation.Events.WaitToReadAsync(context.RequestAborted);
        if (_choices[0].Generation is { Failure: { } failure, Generated: 0 })
        {
            await Replies.ErrorAsync(context, "internal_error", failure);
            return;
        }
        context.Response.ContentType = ServerSentEventWriter.ContentType;
        context.Response.Headers.CacheControl = "no-cache";
        var output = context.Response.BodyWriter;
        using var events = new ServerSentEventWriter(output);
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(_choices.Select(FollowAsync));
        if (usageAtEnd)
        {
            var json = BeginChunk(events);
            json.WriteStartArray("choices");
            json.WriteEndArray();
            Figures.WriteUsage(json, _choices, _choicesPerPrompt);
            EndChunk(events, json);
        }
        if (!Array.Exists(_choices, choice => choice.Finish == FinishReason.Failed))
            events.Done();
        await output.FlushAsync(context.RequestAborted);

        async Task FollowAsync(Choice choice)
        {
            var reader = choice.Generation.Events;
            while (await reader.WaitToReadAsync(context.RequestAborted))
            {
                await turn.WaitAsync(context.RequestAborted);
                try
                {
                    if (_shape.HasOpening && !choice.IsOpened)
                        WriteChunk(events, choice, usageAlways);
                    while (reader.TryRead(out var happened))
                    {
                        choice.Add(happened);
                        if (usageAlways || choice.HasNews)
                            WriteChunk(events, choice, usageAlways);
                    }
                    await output.FlushAsync(context.RequestAborted);
                }
                finally
                {
                    turn.Release();
                }
            }
        }
    }

    private void WriteChunk(ServerSentEventWriter events, Choice choice, bool usage)
    {
        var json = BeginChunk(events);
        if (choice.Finish == FinishReason.Failed)
        {
            Replies.WriteError(json, "internal_error", choice.Generation.Failure!);
            json.WriteStartArray("choices");
            json.WriteEndArray();
            EndChunk(events, json);
            return;
        }
        json.WriteStartArray("choices");
        _shape.WriteChoice(json, choice, chunk: true);
        json.WriteEndArray();
        if (usage)
            Figures.WriteUsage(json, _choices, _choicesPerPrompt);
        if (choice.Finish != FinishReason.None)
            Figures.WriteTimings(json, [choice], _shape.Time);
        EndChunk(events, json);
    }

    private Utf8JsonWriter BeginChunk(ServerSentEventWriter events)
    {
        var json = events.Begin();
        json.WriteStartObject();
        _shape.WriteHead(json, chunk: true);
        return json;
    }

    private static void EndChunk(ServerSentEventWriter events, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        events.End();
    }
}

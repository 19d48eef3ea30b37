using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Engine.Metrics;
using Slipway.Engine.Requests;
using Slipway.Engine.Serving;
using Slipway.Formats.Tokenizers;
using Slipway.Protocol.Control;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Endpoints;

/// <summary>What can be asked without generating: models, tokens, metrics.</summary>
internal static class Inspection
{
    public static Task ModelsAsync(HttpContext context, ServedModel model)
    {
        var list = new ModelList
        {
            Data =
            [
                new ModelCard { Id = model.Name, Created = model.Created, MaxModelLen = model.Context },
                .. model.Adapters.All.Select(adapter =>
                    new ModelCard { Id = adapter.Name, Created = adapter.Created, MaxModelLen = model.Context, Parent = model.Name }),
            ],
        };
        return Replies.JsonAsync(context, list, WireJson.Default.ModelList);
    }

    public static async Task TokenizeAsync(HttpContext context, ServedModel model)
    {
        if (await Bodies.ReadAsync(context, WireJson.Default.TokenizeRequest) is not { } request)
            return;
        // The defaults are llama-server's.
        var tokens = request.AddSpecial == true
            ? PromptTokens.Encode(request.Content, model)
            : [.. model.Tokenizer.Encode(request.Content, request.ParseSpecial != false)];
        await Replies.JsonAsync(context, new TokenizeAnswer(tokens), WireJson.Default.TokenizeAnswer);
    }

    public static async Task DetokenizeAsync(HttpContext context, ServedModel model)
    {
        if (await Bodies.ReadAsync(context, WireJson.Default.DetokenizeRequest) is not { } request)
            return;
        if (request.Tokens.Any(token => (uint)token >= (uint)model.Vocabulary))
        {
            await Replies.InvalidAsync(context, [new FieldError("tokens", $"must be from 0 to {model.Vocabulary - 1}")]);
            return;
        }
        // Tokens stand for what they stand for anywhere in a text, so a leading space stays.
        var decoder = new TextDecoder(model.Tokenizer);
        var text = new StringBuilder();
        foreach (var token in request.Tokens)
            text.Append(decoder.Append(token));
        text.Append(decoder.Flush());
        await Replies.JsonAsync(context, new DetokenizeAnswer(text.ToString()), WireJson.Default.DetokenizeAnswer);
    }

    public static Task MetricsAsync(HttpContext context, ServedModel model)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(PrometheusText.Of(model.Scheduler), context.RequestAborted);
    }

    public static Task CapacityAsync(HttpContext context, ServedModel model) =>
        Replies.JsonAsync(context, Capacity(model), WireJson.Default.EngineCapacity);

    public static Task DrainAsync(HttpContext context, ServedModel model)
    {
        model.Scheduler.Drain();
        return Replies.JsonAsync(context, new EngineHealth("draining"), WireJson.Default.EngineHealth);
    }

    private static EngineCapacity Capacity(ServedModel model)
    {
        var (scheduler, meters) = (model.Scheduler, model.Scheduler.Meters);
        return new EngineCapacity
        {
            Model = model.Name,
            Context = scheduler.Options.Context,
            Slots = scheduler.Options.Slots,
            Running = meters.Running,
            Queued = scheduler.Queued,
            QueueLimit = scheduler.Options.QueueLimit,
            Blocks = scheduler.Options.Blocks,
            BlocksUsed = meters.BlocksUsed,
            BlocksCached = meters.BlocksKept,
            BlockTokens = Cache.KvBlock.Tokens,
            Draining = scheduler.IsDraining,
            Adapters = [.. model.Adapters.All.Select(adapter => adapter.Name)],
        };
    }
}

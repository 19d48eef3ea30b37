using Microsoft.AspNetCore.Http;
using Slipway.Engine.Adapters;
using Slipway.Engine.Answers;
using Slipway.Engine.Requests;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Serving;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Endpoints;

/// <summary><c>POST /v1/completions</c> and <c>POST /v1/chat/completions</c>.</summary>
internal static class Generating
{
    public static async Task CompleteAsync(HttpContext context, ServedModel model)
    {
        var checks = new FieldChecks();
        if (await Bodies.ReadRestAsync(context, WireJson.Default.CompletionRequest, checks, """{"prompt": ""}""") is not { } request)
            return;
        using var chosen = model.Adapters.Choose(request.Model);
        var generations = CompletionReader.Read(request, model, chosen?.Adapter, checks);
        var shape = new CompletionShape(model, chosen?.Name ?? "", request.Logprobs is not null);
        var opening = request.Echo == true ? Echo(request, model) : null;
        await RunAsync(context, model, chosen, request, checks, generations, () => new Answer(shape, generations, request.N ?? 1, opening));
    }

    public static async Task ChatAsync(HttpContext context, ServedModel model)
    {
        var checks = new FieldChecks();
        if (await Bodies.ReadRestAsync(context, WireJson.Default.ChatCompletionRequest, checks, """{"messages": []}""") is not { } request)
            return;
        using var chosen = model.Adapters.Choose(request.Model);
        var generations = ChatReader.Read(request, model, chosen?.Adapter, checks);
        var shape = new ChatShape(model, chosen?.Name ?? "", request.Logprobs == true);
        await RunAsync(context, model, chosen, request, checks, generations, () => new Answer(shape, generations, request.N ?? 1));
    }

    private static async Task RunAsync(
        HttpContext context, ServedModel model, ChosenModel? chosen, GenerationRequest request, FieldChecks checks,
        List<Generation> generations, Func<Answer> open)
    {
        if (checks.Errors.Count > 0)
        {
            await Replies.InvalidAsync(context, checks.Errors);
            return;
        }
        if (chosen is null)
        {
            await Replies.ErrorAsync(context, "not_found", $"there is no model '{request.Model}' here", "model");
            return;
        }
        if (!model.Scheduler.TrySubmit(generations))
        {
            await Replies.UnavailableAsync(context, model.Scheduler.IsDraining ? "the engine is draining" : "the queue is full", 1);
            return;
        }
        using var left = context.RequestAborted.Register(() => generations.ForEach(generation => generation.Cancel()));
        var answer = open();
        if (request.Stream == true)
        {
            var options = request.StreamOptions;
            await answer.StreamAsync(context, options?.IncludeUsage == true, options?.ContinuousUsageStats == true);
        }
        else
        {
            await answer.WriteAsync(context);
        }
    }

    /// <summary>The text of each prompt, which its answer begins with.</summary>
    private static Func<Generation, string> Echo(CompletionRequest request, ServedModel model)
    {
        var texts = new Dictionary<int[], string>(ReferenceEqualityComparer.Instance);
        return generation =>
        {
            var tokens = generation.Spec.Prompt;
            if (!texts.TryGetValue(tokens, out var text))
                texts[tokens] = text = request.Prompt.Prompts is [{ Text: { } only }] ? only : model.Tokenizer.Decode(tokens);
            return text;
        };
    }
}

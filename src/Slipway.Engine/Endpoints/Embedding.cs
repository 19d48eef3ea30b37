using Microsoft.AspNetCore.Http;
using Slipway.Engine.Adapters;
using Slipway.Engine.Requests;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Serving;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Endpoints;

/// <summary><c>POST /v1/embeddings</c>: the mean of the final hidden states, of length 1.</summary>
internal static class Embedding
{
    private const int MostInputs = 2048;

    public static async Task EmbedAsync(HttpContext context, ServedModel model)
    {
        var checks = new FieldChecks();
        if (await Bodies.ReadRestAsync(context, WireJson.Default.EmbeddingRequest, checks, """{"input": ""}""") is not { } request)
            return;
        using var chosen = model.Adapters.Choose(request.Model);
        if (chosen is null)
        {
            await Replies.ErrorAsync(context, "not_found", $"there is no model '{request.Model}' here", "model");
            return;
        }
        var generations = Read(request, model, chosen.Adapter, checks);
        if (checks.Errors.Count > 0)
        {
            await Replies.InvalidAsync(context, checks.Errors);
            return;
        }
        using var left = context.RequestAborted.Register(() => generations.ForEach(generation => generation.Cancel()));
        // No more at once than run at once, so that one long list neither fills the queue nor is refused for its length.
        var submitted = 0;
        for (var finished = 0; finished < generations.Count; finished++)
        {
            while (submitted < Math.Min(finished + model.Scheduler.Options.Slots, generations.Count) &&
                model.Scheduler.TrySubmit([generations[submitted]]))
                submitted++;
            if (submitted == finished)
            {
                generations.ForEach(generation => generation.Cancel());
                await Replies.UnavailableAsync(context, model.Scheduler.IsDraining ? "the engine is draining" : "the queue is full", 1);
                return;
            }
            await foreach (var _ in generations[finished].Events.ReadAllAsync(context.RequestAborted))
            {
            }
            if (generations[finished].Failure is { } failure)
            {
                generations.ForEach(generation => generation.Cancel());
                await Replies.ErrorAsync(context, "internal_error", failure);
                return;
            }
        }
        var tokens = generations.Sum(generation => generation.Spec.Prompt.Length);
        var list = new EmbeddingList
        {
            Model = chosen.Name,
            Data = [.. generations.Select((generation, index) => new Protocol.OpenAi.Embedding
            {
                Index = index,
                Vector = new EmbeddingVector(generation.Embedding, request.EncodingFormat == "base64"),
            })],
            Usage = new Usage { PromptTokens = tokens, TotalTokens = tokens },
        };
        await Replies.JsonAsync(context, list, WireJson.Default.EmbeddingList);
    }

    private static List<Generation> Read(EmbeddingRequest request, ServedModel model, LoadedAdapter? adapter, FieldChecks checks)
    {
        if (request.EncodingFormat is not (null or "float" or "base64"))
            checks.Fail("encoding_format", "must be float or base64");
        if (request.Dimensions is { } dimensions && dimensions != model.EmbeddingWidth)
            checks.Fail("dimensions", $"this model has {model.EmbeddingWidth}; others are not supported");
        var inputs = request.Input.Prompts;
        if (inputs.Count is 0 or > MostInputs)
            checks.Fail("input", $"must hold 1 to {MostInputs} texts");
        var generations = new List<Generation>();
        for (var i = 0; i < inputs.Count && i < MostInputs; i++)
        {
            var field = inputs.Count == 1 ? "input" : $"input[{i}]";
            var tokens = PromptTokens.Encode(inputs[i], model, field, checks);
            if (tokens.Length > model.Context)
                checks.Fail(field, $"has {tokens.Length} tokens, more than the context of {model.Context} tokens");
            generations.Add(new Generation(new GenerationSpec { Prompt = tokens, MaxTokens = 0, Embeds = true, Adapter = adapter }));
        }
        return generations;
    }
}

using Slipway.Engine.Adapters;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Serving;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>Makes generations of a completion request.</summary>
internal static class CompletionReader
{
    public static List<Generation> Read(CompletionRequest request, ServedModel model, LoadedAdapter? adapter, FieldChecks checks)
    {
        var shared = SharedFields.Read(request, model, adapter, checks) with
        {
            Grammar = AnswerGrammar.Read(request, checks)?.Compile(model.Grammars, checks),
        };
        checks.Range("max_tokens", request.MaxTokens, 0, int.MaxValue);
        checks.Range("logprobs", request.Logprobs, 0, SharedFields.MostAlternatives);
        if (!string.IsNullOrEmpty(request.Suffix))
            checks.Fail("suffix", "is not supported by this engine");
        if (request.BestOf is { } best && best != (request.N ?? 1))
            checks.Fail("best_of", "is not supported unless it equals n");

        var prompts = request.Prompt.Prompts;
        var tokens = new List<int[]>();
        var single = prompts.Count == 1;
        for (var i = 0; i < prompts.Count; i++)
            tokens.Add(PromptTokens.Encode(prompts[i], model, single ? "prompt" : $"prompt[{i}]", checks));
        if (prompts.Count == 0)
            checks.Fail("prompt", "is empty");
        var choices = Math.Clamp(request.N ?? 1, 1, SharedFields.MostChoices);
        PromptTokens.CheckCount("prompt", (long)prompts.Count * choices, model, checks);

        var generations = new List<Generation>();
        for (var i = 0; i < tokens.Count && checks.Errors.Count == 0; i++)
        {
            var prompt = tokens[i];
            var field = single ? "prompt" : $"prompt[{i}]";
            var spec = shared with
            {
                Prompt = prompt,
                MaxTokens = SharedFields.MaxTokens(field, prompt.Length, "max_tokens", request.MaxTokens, model, checks),
                Alternatives = request.Logprobs,
                ScoresPrompt = request is { Echo: true, Logprobs: not null },
            };
            generations.AddRange(SharedFields.Choices(spec, choices));
        }
        return generations;
    }
}

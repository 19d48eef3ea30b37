using System.Text.Json;
using Slipway.Engine.Adapters;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Serving;
using Slipway.Engine.Tools;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>Makes generations of a chat request.</summary>
internal static class ChatReader
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    public static List<Generation> Read(ChatCompletionRequest request, ServedModel model, LoadedAdapter? adapter, FieldChecks checks)
    {
        var shared = SharedFields.Read(request, model, adapter, checks);
        var answer = AnswerGrammar.Read(request, checks);
        var grammar = answer?.Compile(model.Grammars, checks);
        checks.Range("max_tokens", request.MaxTokens, 0, int.MaxValue);
        checks.Range("max_completion_tokens", request.MaxCompletionTokens, 0, int.MaxValue);
        if (request is { MaxTokens: { } old, MaxCompletionTokens: { } current } && old != current)
            checks.Fail("max_tokens", "must equal max_completion_tokens where both are sent");
        checks.Range("top_logprobs", request.TopLogprobs, 0, SharedFields.MostAlternatives);
        if (request is { TopLogprobs: not null, Logprobs: not true })
            checks.Fail("top_logprobs", "needs logprobs to be true");
        CheckMessages(request.Messages, checks);
        var offer = ToolOffer.Read(request, checks);
        var choices = Math.Clamp(request.N ?? 1, 1, SharedFields.MostChoices);
        PromptTokens.CheckCount("n", choices, model, checks);
        if (ChatPrompt.Render(request, offer, model, checks) is not { } prompt)
            return [];

        if (prompt.Syntax.IsStructured && (grammar is not null || offer.NeedsGrammar))
            grammar = Compose(prompt, offer, answer).Compile(model.MarkedGrammars, checks);
        var field = request.MaxCompletionTokens is null ? "max_tokens" : "max_completion_tokens";
        var spec = shared with
        {
            Prompt = prompt.Tokens,
            MaxTokens = SharedFields.MaxTokens(
                "messages", prompt.Tokens.Length, field, request.MaxCompletionTokens ?? request.MaxTokens, model, checks),
            StartsText = true,
            Alternatives = request.Logprobs == true ? request.TopLogprobs ?? 0 : null,
            Grammar = grammar,
            Syntax = prompt.Syntax.IsStructured ? prompt.Syntax : null,
        };
        return [.. SharedFields.Choices(spec, choices)];
    }

    /// <summary>The grammar of the whole answer: thoughts and calls beside the text.</summary>
    private static AnswerGrammar Compose(ChatPrompt prompt, ToolOffer offer, AnswerGrammar? answer)
    {
        var syntax = prompt.Syntax;
        var functions = JsonSerializer.Serialize([.. offer.Callable], WireJson.Default.ListFunctionDefinition);
        var key = $"{syntax.Calls} {syntax.Thinks} {syntax.StartsThinking} {offer.MustCall} {offer.Several} {functions} {answer?.Field} {answer?.Key}";
        return new AnswerGrammar("tools", key, () => CallGrammar.Compose(syntax, offer, answer?.Make()));
    }

    private static void CheckMessages(IReadOnlyList<ChatMessage> messages, FieldChecks checks)
    {
        if (messages.Count == 0)
            checks.Fail("messages", "is empty");
        for (var i = 0; i < messages.Count; i++)
        {
            if (!Roles.Contains(messages[i].Role))
                checks.Fail($"messages[{i}].role", $"must be one of {string.Join(", ", Roles)}, not '{messages[i].Role}'");
            var parts = messages[i].Content?.Parts ?? [];
            for (var part = 0; part < parts.Count; part++)
            {
                if (parts[part].Type != "text")
                    checks.Fail($"messages[{i}].content[{part}].type", $"'{parts[part].Type}' is not supported by this model, only text");
            }
            var calls = messages[i].ToolCalls ?? [];
            for (var call = 0; call < calls.Count; call++)
            {
                if (string.IsNullOrEmpty(calls[call].Function?.Name))
                    checks.Fail($"messages[{i}].tool_calls[{call}].function.name", "is required");
            }
        }
    }
}

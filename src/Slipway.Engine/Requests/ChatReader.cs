using Slipway.Engine.Scheduling;
using Slipway.Engine.Serving;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>Makes generations of a chat request.</summary>
internal static class ChatReader
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    public static List<Generation> Read(ChatCompletionRequest request, ServedModel model, FieldChecks checks)
    {
        var shared = SharedFields.Read(request, model, checks);
        checks.Range("max_tokens", request.MaxTokens, 0, int.MaxValue);
        checks.Range("max_completion_tokens", request.MaxCompletionTokens, 0, int.MaxValue);
        if (request is { MaxTokens: { } old, MaxCompletionTokens: { } current } && old != current)
            checks.Fail("max_tokens", "must equal max_completion_tokens where both are sent");
        checks.Range("top_logprobs", request.TopLogprobs, 0, SharedFields.MostAlternatives);
        if (request is { TopLogprobs: not null, Logprobs: not true })
            checks.Fail("top_logprobs", "needs logprobs to be true");
        CheckTools(request, checks);
        CheckMessages(request.Messages, checks);
        var choices = Math.Clamp(request.N ?? 1, 1, SharedFields.MostChoices);
        PromptTokens.CheckCount("n", choices, model, checks);
        if (checks.Errors.Count > 0 || ChatPrompt.Encode(request, model, checks) is not { } prompt)
            return [];

        var field = request.MaxCompletionTokens is null ? "max_tokens" : "max_completion_tokens";
        var spec = shared with
        {
            Prompt = prompt,
            MaxTokens = SharedFields.MaxTokens(
                "messages", prompt.Length, field, request.MaxCompletionTokens ?? request.MaxTokens, model, checks),
            StartsText = true,
            Alternatives = request.Logprobs == true ? request.TopLogprobs ?? 0 : null,
        };
        return [.. SharedFields.Choices(spec, choices)];
    }

    /// <summary>This engine shows no functions to its model yet; "none" asks for just that.</summary>
    private static void CheckTools(ChatCompletionRequest request, FieldChecks checks)
    {
        const string Unsupported = "is not supported by this engine";
        if (request.Tools is { Count: > 0 } && request.ToolChoice != ToolChoice.None)
            checks.Fail("tools", Unsupported);
        if (request.ToolChoice is { } choice && choice != ToolChoice.None && choice != ToolChoice.Auto)
            checks.Fail("tool_choice", Unsupported);
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
        }
    }
}

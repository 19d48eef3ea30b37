using System.Text.Json;
using Slipway.Engine.Serving;
using Slipway.Engine.Tools;
using Slipway.Formats.Templates;
using Slipway.Formats.ToolCalls;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>A conversation rendered by the model's template. What people wrote never becomes a control token.</summary>
/// <param name="Tokens">The prompt.</param>
/// <param name="Syntax">How the model answers it.</param>
internal sealed record ChatPrompt(int[] Tokens, AnswerSyntax Syntax)
{
    /// <summary>Null where the template cannot say what the request wants said, or refuses the conversation, which is then told.</summary>
    public static ChatPrompt? Render(ChatCompletionRequest request, ToolOffer offer, ServedModel model, FieldChecks checks)
    {
        var template = offer.Tools.Count > 0 ? model.ToolTemplate : model.Template;
        if (offer.Tools.Count > 0 && !template.TakesTools)
            checks.Fail("tools", "are not supported by this model: its chat template doesn't show them to it");
        if (request.Documents is { Count: > 0 } && !template.Source.Contains("documents", StringComparison.Ordinal))
            checks.Fail("documents", "are not supported by this model: its chat template doesn't show them to it");
        if (checks.Errors.Count > 0)
            return null;
        IReadOnlyList<TextRun> runs;
        try
        {
            runs = template.Render(Input(request, offer, model));
        }
        catch (TemplateException exception)
        {
            checks.Fail("messages", exception.Problem);
            return null;
        }
        var syntax = AnswerSyntax.Of(template, runs, offer.Callable.Select(function => function.Name));
        if (offer.Callable.Count > 0 && syntax.Calls == ToolCallFormat.None)
        {
            checks.Fail("tools", "are not supported with this model: the way in which it writes calls is not known here");
            return null;
        }
        return new ChatPrompt(Encode(runs, model), syntax);
    }

    private static ChatInput Input(ChatCompletionRequest request, ToolOffer offer, ServedModel model)
    {
        var tokenizer = model.Tokenizer;
        return new ChatInput
        {
            Messages = JsonSerializer.SerializeToElement(Named(request.Messages), WireJson.Default.ListChatMessage),
            Tools = offer.Tools.Count > 0
                ? JsonSerializer.SerializeToElement([.. offer.Tools], WireJson.Default.ListToolDefinition) : null,
            Documents = request.Documents is { Count: > 0 } documents
                ? JsonSerializer.SerializeToElement(documents, WireJson.Default.IReadOnlyListJsonElement) : null,
            BosToken = tokenizer.Bos is { } bos ? tokenizer.Spelling(bos) : "",
            EosToken = tokenizer.Eos is { } eos ? tokenizer.Spelling(eos) : "",
            Variables = request.ChatTemplateKwargs is { } variables
                ? JsonSerializer.SerializeToElement(variables, WireJson.Default.DictionaryStringJsonElement) : null,
            Clock = model.Time,
        };
    }

    /// <summary>Some templates tell the model whose result a message is by the function's name, clients by the id of the call alone.</summary>
    private static List<ChatMessage> Named(IReadOnlyList<ChatMessage> messages)
    {
        var names = new Dictionary<string, string?>();
        var named = new List<ChatMessage>(messages.Count);
        foreach (var message in messages)
        {
            foreach (var call in message.ToolCalls ?? [])
            {
                if (call.Id is { } id)
                    names[id] = call.Function?.Name;
            }
            named.Add(message is { Role: "tool", Name: null, ToolCallId: { } answered } && names.TryGetValue(answered, out var name)
                ? message with { Name = name } : message);
        }
        return named;
    }

    private static int[] Encode(IReadOnlyList<TextRun> runs, ServedModel model)
    {
        var tokenizer = model.Tokenizer;
        var tokens = new List<int>();
        tokenizer.Encode(runs, tokens);
        if (tokenizer is { AddsBos: true, Bos: { } first } && (tokens.Count == 0 || tokens[0] != first))
            tokens.Insert(0, first);
        return [.. tokens];
    }
}

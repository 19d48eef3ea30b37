using System.Text.Json;
using Slipway.Engine.Serving;
using Slipway.Formats.Templates;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Engine.Requests;

/// <summary>Renders a conversation by the model's template. What people wrote never becomes a control token.</summary>
internal static class ChatPrompt
{
    /// <summary>The prompt's tokens; null where the template refuses the conversation, which is then said.</summary>
    public static int[]? Encode(ChatCompletionRequest request, ServedModel model, FieldChecks checks)
    {
        var tokenizer = model.Tokenizer;
        var input = new ChatInput
        {
            Messages = JsonSerializer.SerializeToElement([.. request.Messages], WireJson.Default.ListChatMessage),
            BosToken = tokenizer.Bos is { } bos ? tokenizer.Spelling(bos) : "",
            EosToken = tokenizer.Eos is { } eos ? tokenizer.Spelling(eos) : "",
            Variables = request.ChatTemplateKwargs is { } variables
                ? JsonSerializer.SerializeToElement(variables, WireJson.Default.DictionaryStringJsonElement) : null,
            Clock = model.Time,
        };
        IReadOnlyList<TextRun> runs;
        try
        {
            runs = model.Template.Render(input);
        }
        catch (TemplateException exception)
        {
            checks.Fail("messages", exception.Problem);
            return null;
        }
        var tokens = new List<int>();
        tokenizer.Encode(runs, tokens);
        if (tokenizer is { AddsBos: true, Bos: { } first } && (tokens.Count == 0 || tokens[0] != first))
            tokens.Insert(0, first);
        return [.. tokens];
    }
}

using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Platform.Generation.Direct;
using Slipway.Platform.Prompts;
using Slipway.Protocol.OpenAi;
using Slipway.Server.Contracts.Generation;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.LlmOps;

/// <summary><c>POST /inference</c>: a text, a conversation, or a prompt of the registry with its variables; a prompt leads where both stand.</summary>
internal sealed class InferenceEndpoint(DirectGeneration generation, PromptBook prompts, GenerationDefaults defaults)
{
    private const int MostMessages = 10_000;

    private static readonly string[] Roles = ["system", "user", "assistant", "developer"];

    public ContractRoute Route => new("POST", "/inference", Http.Contracts.LlmOps, Role.Operator, RunAsync);

    private async Task<Failure?> RunAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var model = fields.RequiredName("model_id");
        var version = fields.Name("model_version");
        var user = fields.Name("user_id") ?? "";
        var (prompt, promptVersion) = (fields.Name("prompt_id"), fields.Name("prompt_version"));
        var variables = Variables(fields);
        var parameters = SamplingFields.Read(fields, defaults) with { Model = model, UserId = user };
        var messages = Messages(fields, required: prompt is null);
        if (fields.Failure is { } invalid)
            return invalid;
        if (prompt is not null)
        {
            var filled = await prompts.FillAsync(call.Caller, prompt, promptVersion, variables).ConfigureAwait(false);
            if (!filled.Succeeded)
                return filled.Failure;
            messages = messages.Count == 0 ? [ChatMessage.User(filled.Value)] : [ChatMessage.System(filled.Value), .. messages];
        }

        parameters = parameters with { Prompt = string.Join("\n\n", messages.Select(message => message.Text)), Messages = messages };
        var answer = await generation.RunAsync(
            new DirectRequest(call.Caller, "inference", version, parameters, call.Header("X-Session-Id")), call.Gone).ConfigureAwait(false);
        if (!answer.Succeeded)
            return answer.Failure;
        var generated = answer.Value.Generated;
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, model);
            json.WriteString("model_version"u8, answer.Value.Version);
            json.WriteStartObject("outputs"u8);
            json.WriteString("generated_text"u8, generated.Text);
            json.WriteNumber("token_count"u8, generated.CompletionTokens);
            json.WriteNumber("processing_time_ms"u8, (long)Math.Ceiling(generated.Total.TotalMilliseconds));
            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static IReadOnlyList<ChatMessage> Messages(Fields body, bool required)
    {
        if (required && body.Present("inputs") is null)
        {
            body.Wrong("inputs", Fields.Required + " (or prompt_id)");
            return [];
        }

        var inputs = body.Inside("inputs");
        var (text, messages) = (inputs.Text("text"), inputs.Present("messages"));
        if (text is not null && messages is not null)
            inputs.Wrong("messages", "must not stand beside text");
        else if (text is null && messages is null && body.Object("inputs") is not null)
            inputs.Wrong("text", Fields.Required + " (or messages)");
        else if (text is { Length: 0 })
            inputs.Wrong("text", "must not be empty");
        return messages is { } list ? Conversation(inputs, list) : text is null ? [] : [ChatMessage.User(text)];
    }

    private static List<ChatMessage> Conversation(Fields inputs, JsonElement list)
    {
        var messages = new List<ChatMessage>();
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > MostMessages)
        {
            inputs.Wrong("messages", $"must be an array of 1 to {MostMessages} messages");
            return messages;
        }

        foreach (var (at, item) in list.EnumerateArray().Index())
        {
            var (role, content) = item.ValueKind == JsonValueKind.Object ? (TextOf(item, "role"), TextOf(item, "content")) : (null, null);
            if (role is null || !Roles.Contains(role))
                inputs.Wrong($"messages[{at}].role", $"must be {string.Join(", ", Roles)}");
            if (content is null)
                inputs.Wrong($"messages[{at}].content", "must be a string");
            messages.Add(new ChatMessage { Role = role ?? "", Content = MessageContent.Of(content ?? "") });
        }

        return messages;
    }

    private static Dictionary<string, string> Variables(Fields body)
    {
        var values = new Dictionary<string, string>();
        var variables = body.Inside("variables");
        foreach (var name in variables.Names)
        {
            switch (variables.Present(name))
            {
                case { ValueKind: JsonValueKind.String }:
                    values[name] = variables.Text(name) ?? "";
                    break;
                case { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value:
                    values[name] = value.GetRawText();
                    break;
                case { }:
                    variables.Wrong(name, "must be a string, a number or a boolean");
                    break;
            }
        }

        return values;
    }

    private static string? TextOf(JsonElement item, string name)
    {
        try
        {
            return item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is no text.
            return null;
        }
    }
}

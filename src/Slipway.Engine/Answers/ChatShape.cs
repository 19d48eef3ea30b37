using System.Text.Json;
using Slipway.Engine.Scheduling;
using Slipway.Engine.Serving;

namespace Slipway.Engine.Answers;

internal sealed class ChatShape(ServedModel model, string modelName, bool scores) : AnswerShape(model, modelName)
{
    /// <summary>The official clients count on it: they take what stands beside the role twice.</summary>
    public override bool HasOpening => true;

    protected override string IdPrefix => "chatcmpl-";

    protected override string ObjectOf(bool chunk) => chunk ? "chat.completion.chunk" : "chat.completion";

    protected override void WriteContent(Utf8JsonWriter json, Choice choice, bool chunk)
    {
        var isOpening = chunk && !choice.IsOpened;
        choice.IsOpened = true;
        json.WriteStartObject(chunk ? "delta" : "message");
        if (!chunk || isOpening)
            json.WriteString("role", "assistant");
        if (choice.Reasoning.Length > 0)
            TokenText.Write(json, "reasoning_content", choice.Reasoning);
        if (!chunk && choice is { HasCalled: true, Text.Length: 0 })
            json.WriteNull("content");
        else if (!chunk || isOpening || choice.Text.Length > 0)
            TokenText.Write(json, "content", choice.Text);
        WriteCalls(json, choice, chunk);
        json.WriteEndObject();
        if (scores && !isOpening)
            WriteLogprobs(json, choice);
        else
            json.WriteNull("logprobs");
    }

    protected override string FinishName(Choice choice) =>
        choice is { Finish: FinishReason.Stop, HasCalled: true } ? "tool_calls" : base.FinishName(choice);

    private static void WriteCalls(Utf8JsonWriter json, Choice choice, bool chunk)
    {
        if (choice.Calls.Count == 0)
            return;
        json.WriteStartArray("tool_calls");
        foreach (var call in choice.Calls)
        {
            json.WriteStartObject();
            if (chunk)
                json.WriteNumber("index", call.Index);
            if (call.Id is not null)
            {
                json.WriteString("id", call.Id);
                json.WriteString("type", "function");
            }
            json.WriteStartObject("function");
            if (call.Name is not null)
                json.WriteString("name", call.Name);
            TokenText.Write(json, "arguments", call.Arguments);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteLogprobs(Utf8JsonWriter json, Choice choice)
    {
        json.WriteStartObject("logprobs");
        json.WriteStartArray("content");
        foreach (var (token, scores) in choice.Tokens)
        {
            json.WriteStartObject();
            WriteToken(json, token, scores!.Logprob);
            json.WriteStartArray("top_logprobs");
            foreach (var alternative in scores.Top)
            {
                json.WriteStartObject();
                WriteToken(json, alternative.Token, alternative.Logprob);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteToken(Utf8JsonWriter json, int token, float logprob)
    {
        json.WriteString("token", TokenText.Name(Tokenizer, token));
        json.WriteNumber("logprob", logprob);
        TokenText.WriteBytes(json, Tokenizer, token);
    }
}

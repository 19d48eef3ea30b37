using System.Text.Json;
using Slipway.Engine.Serving;

namespace Slipway.Engine.Answers;

internal sealed class ChatShape(ServedModel model, string modelName, bool scores) : AnswerShape(model, modelName)
{
    protected override string IdPrefix => "chatcmpl-";

    protected override string ObjectOf(bool chunk) => chunk ? "chat.completion.chunk" : "chat.completion";

    protected override void WriteContent(Utf8JsonWriter json, Choice choice, bool chunk)
    {
        json.WriteStartObject(chunk ? "delta" : "message");
        if (!choice.IsOpened)
            json.WriteString("role", "assistant");
        if (!chunk || !choice.IsOpened || choice.Text.Length > 0)
            TokenText.Write(json, "content", choice.Text);
        choice.IsOpened = true;
        json.WriteEndObject();
        if (scores)
            WriteLogprobs(json, choice);
        else
            json.WriteNull("logprobs");
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

using System.Text.Json;
using Slipway.Engine.Serving;
using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Answers;

internal sealed class CompletionShape(ServedModel model, string modelName, bool scores) : AnswerShape(model, modelName)
{
    private readonly HashSet<string> _named = [];

    protected override string IdPrefix => "cmpl-";

    protected override string ObjectOf(bool chunk) => "text_completion";

    protected override void WriteContent(Utf8JsonWriter json, Choice choice, bool chunk)
    {
        TokenText.Write(json, "text", choice.Text);
        if (scores)
            WriteLogprobs(json, choice);
        else
            json.WriteNull("logprobs");
    }

    /// <summary>Four arrays side by side. A prompt's first token has no logprob, since nothing stands before it.</summary>
    private void WriteLogprobs(Utf8JsonWriter json, Choice choice)
    {
        json.WriteStartObject("logprobs");
        json.WriteStartArray("tokens");
        foreach (var (token, _) in choice.Tokens)
            json.WriteStringValue(TokenText.Name(Tokenizer, token));
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs");
        foreach (var (_, scores) in choice.Tokens)
        {
            if (scores is null)
                json.WriteNullValue();
            else
                json.WriteNumberValue(scores.Logprob);
        }
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs");
        foreach (var token in choice.Tokens)
            WriteAlternatives(json, token);
        json.WriteEndArray();
        // A character counts once it is whole, as it does in the text.
        var decoder = choice.Decoder ??= new TextDecoder(Tokenizer, startsText: choice.Generation.Spec.ScoresPrompt);
        json.WriteStartArray("text_offset");
        foreach (var (token, _) in choice.Tokens)
        {
            json.WriteNumberValue(choice.Offset);
            choice.Offset += TokenText.Characters(decoder.Append(token));
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteAlternatives(Utf8JsonWriter json, ScoredToken token)
    {
        if (token.Scores is null)
        {
            json.WriteNullValue();
            return;
        }
        // Different tokens may share a name; the likelier one keeps it.
        _named.Clear();
        json.WriteStartObject();
        foreach (var alternative in token.Scores.Top)
        {
            var name = TokenText.Name(Tokenizer, alternative.Token);
            if (_named.Add(name))
                json.WriteNumber(name, alternative.Logprob);
        }
        json.WriteEndObject();
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Protocol.Json;

namespace Slipway.Protocol.OpenAi;

public sealed class PromptInputConverter : JsonConverter<PromptInput>
{
    public override PromptInput Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new PromptInput([new Prompt(reader.GetString())]);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Wrong();
        var prompts = new List<Prompt>();
        List<int>? tokens = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // A first number means that the whole array is one prompt of tokens.
            if (reader.TokenType == JsonTokenType.Number && prompts.Count == 0)
                (tokens ??= []).Add(Token(ref reader));
            else if (tokens is not null)
                throw Wrong();
            else if (reader.TokenType == JsonTokenType.String)
                prompts.Add(new Prompt(reader.GetString()));
            else if (reader.TokenType == JsonTokenType.StartArray)
                prompts.Add(new Prompt(null, Tokens(ref reader)));
            else
                throw Wrong();
        }
        return new PromptInput(tokens is null ? prompts : [new Prompt(null, tokens)]);
    }

    private static List<int> Tokens(ref Utf8JsonReader reader)
    {
        var tokens = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            tokens.Add(Token(ref reader));
        return tokens;
    }

    private static int Token(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var token) ? token : throw Wrong();

    private static WireFormatException Wrong() =>
        new("must be a string, an array of strings, an array of token ids, or an array of arrays of token ids");

    public override void Write(Utf8JsonWriter writer, PromptInput value, JsonSerializerOptions options)
    {
        if (value.Prompts is [var only])
        {
            Write(writer, only);
            return;
        }
        writer.WriteStartArray();
        foreach (var prompt in value.Prompts)
            Write(writer, prompt);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, Prompt prompt)
    {
        if (prompt.Tokens is null)
        {
            writer.WriteStringValue(prompt.Text);
            return;
        }
        writer.WriteStartArray();
        foreach (var token in prompt.Tokens)
            writer.WriteNumberValue(token);
        writer.WriteEndArray();
    }
}

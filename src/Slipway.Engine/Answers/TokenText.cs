using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Slipway.Formats.Tokenizers;

namespace Slipway.Engine.Answers;

/// <summary>Tokens as logprobs name them. Bytes that are no text by themselves are spelled out, as OpenAI does, so that names stay apart.</summary>
internal static class TokenText
{
    public static string Name(Tokenizer tokenizer, int token)
    {
        var bytes = tokenizer.Bytes(token);
        if (bytes.IsEmpty || Utf8.IsValid(bytes))
            return tokenizer.Piece(token);
        var name = new StringBuilder("bytes:");
        foreach (var value in bytes)
            name.Append("\\x").Append(Convert.ToHexStringLower([value]));
        return name.ToString();
    }

    public static void WriteBytes(Utf8JsonWriter json, Tokenizer tokenizer, int token)
    {
        json.WriteStartArray("bytes");
        foreach (var value in tokenizer.Bytes(token))
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    /// <summary>Characters of a text: a pair of surrogates is one.</summary>
    public static int Characters(string text) => text.Count(unit => !char.IsLowSurrogate(unit));

    /// <summary>Writes a property of text without making a string of it.</summary>
    public static void Write(Utf8JsonWriter json, string property, StringBuilder text)
    {
        json.WritePropertyName(property);
        foreach (var part in text.GetChunks())
            json.WriteStringValueSegment(part.Span, isFinalSegment: false);
        json.WriteStringValueSegment(ReadOnlySpan<char>.Empty, isFinalSegment: true);
    }
}

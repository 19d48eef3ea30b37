using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Formats.ToolCalls;

/// <summary>A call as Llama writes it for its built-in tools: <c>name.call(key="value", key="value")</c>.</summary>
internal static class BuiltinCall
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The name, and the arguments as JSON; null where the text is something else.</summary>
    public static (string Name, string Arguments)? Parse(string text)
    {
        text = text.Trim();
        var open = text.IndexOf(".call(", StringComparison.Ordinal);
        if (open <= 0 || !text.EndsWith(')') || !text.AsSpan(0, open).ToString().All(IsNamePart))
            return null;
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        var at = open + ".call(".Length;
        while (at < text.Length - 1)
        {
            var equals = text.IndexOf("=\"", at, StringComparison.Ordinal);
            var end = equals < 0 ? -1 : EndOfText(text, equals + 2);
            if (end < 0 || !text[at..equals].Trim().All(IsNamePart))
                return null;
            json.WriteString(text[at..equals].Trim(), Unescape(text[(equals + 2)..end]));
            at = end + 1;
            while (at < text.Length - 1 && text[at] is ',' or ' ')
                at++;
        }
        json.WriteEndObject();
        json.Flush();
        return (text[..open], Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    private static int EndOfText(string text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] == '"')
                return at;
            if (text[at] == '\\')
                at++;
        }
        return -1;
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                result.Append(text[++at] == 'n' ? '\n' : text[at]);
            else
                result.Append(text[at]);
        }
        return result.ToString();
    }
}

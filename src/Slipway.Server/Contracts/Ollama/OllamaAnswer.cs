using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Platform.Common;

namespace Slipway.Server.Contracts.Ollama;

/// <summary>Reads chunks of OpenAI's stream and writes them as Ollama does. Calls of functions are told whole, at the end.</summary>
internal sealed class OllamaAnswer(string model, bool chats, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly SortedDictionary<int, (string Name, StringBuilder Arguments)> _calls = [];
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thoughts = new();
    private TimeSpan? _first;
    private string _reason = "stop";
    private (int Prompt, int Completion)? _usage;

    /// <summary>What the stream itself reported as its failure.</summary>
    public string? Error { get; private set; }

    /// <summary>What a chunk adds: text and thought.</summary>
    public (string Text, string Thought) Note(string data)
    {
        using var json = JsonDocument.Parse(data);
        var chunk = json.RootElement;
        if (chunk.TryGetProperty("error", out var error))
            Error = error.ValueKind == JsonValueKind.Object ? Text(error, "message") ?? "the stream broke" : error.ToString();
        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
            _usage = (Number(usage, "prompt_tokens"), Number(usage, "completion_tokens"));
        if (!chunk.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
            return ("", "");
        var choice = choices[0];
        if (Text(choice, "finish_reason") is { } reason)
            _reason = reason == "length" ? reason : "stop";
        var delta = choice.TryGetProperty("delta", out var found) ? found : choice;
        var (text, thought) = (Text(delta, "content") ?? Text(delta, "text") ?? "", Text(delta, "reasoning_content") ?? "");
        if (delta.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
            Gather(calls);
        if (text.Length + thought.Length > 0)
            _first ??= time.GetElapsedTime(_started);
        _text.Append(text);
        _thoughts.Append(thought);
        return (text, thought);
    }

    public void WritePiece(Utf8JsonWriter json, string text, string thought)
    {
        Begin(json);
        WriteContent(json, text, thought, withCalls: false);
        json.WriteBoolean("done"u8, false);
        json.WriteEndObject();
    }

    /// <param name="whole">With all of the text, for who did not get it piece by piece.</param>
    public void WriteEnd(Utf8JsonWriter json, bool whole)
    {
        var total = time.GetElapsedTime(_started);
        Begin(json);
        WriteContent(json, whole ? _text.ToString() : "", whole ? _thoughts.ToString() : "", withCalls: true);
        json.WriteBoolean("done"u8, true);
        json.WriteString("done_reason"u8, _reason);
        json.WriteNumber("total_duration"u8, Nanoseconds(total));
        json.WriteNumber("load_duration"u8, 0);
        if (_usage is { } usage)
        {
            json.WriteNumber("prompt_eval_count"u8, usage.Prompt);
            json.WriteNumber("prompt_eval_duration"u8, Nanoseconds(_first ?? total));
            json.WriteNumber("eval_count"u8, usage.Completion);
            json.WriteNumber("eval_duration"u8, Nanoseconds(total - (_first ?? total)));
        }

        json.WriteEndObject();
    }

    private void Begin(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, model);
        json.WriteString("created_at"u8, time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
    }

    private void WriteContent(Utf8JsonWriter json, string text, string thought, bool withCalls)
    {
        if (chats)
        {
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant");
        }

        json.WriteString(chats ? "content"u8 : "response"u8, text);
        if (thought.Length > 0)
            json.WriteString("thinking"u8, thought);
        if (!chats)
            return;
        if (withCalls && _calls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var (name, arguments) in _calls.Values)
            {
                json.WriteStartObject();
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, name);
                json.WritePropertyName("arguments"u8);
                WriteArguments(json, arguments.ToString());
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>An object; what a model wrote badly is told as the text that it is.</summary>
    private static void WriteArguments(Utf8JsonWriter json, string text)
    {
        try
        {
            using var arguments = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
            arguments.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(text);
        }
    }

    private void Gather(JsonElement calls)
    {
        foreach (var call in calls.EnumerateArray())
        {
            var index = Number(call, "index");
            if (!_calls.TryGetValue(index, out var known))
                _calls[index] = known = ("", new StringBuilder());
            if (!call.TryGetProperty("function", out var function) || function.ValueKind != JsonValueKind.Object)
                continue;
            known.Arguments.Append(Text(function, "arguments"));
            if (Text(function, "name") is { } name)
                _calls[index] = (known.Name + name, known.Arguments);
        }
    }

    private static long Nanoseconds(TimeSpan span) => span.ToMicros() * 1000;

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}

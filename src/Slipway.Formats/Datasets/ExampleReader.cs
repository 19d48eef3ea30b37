using System.Text.Json;

namespace Slipway.Formats.Datasets;

/// <summary>Recognises the shape of a record and checks its fields; every problem names the field.</summary>
public static class ExampleReader
{
    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];
    private static readonly Dictionary<string, string> NoFields = [];

    public static Example? Read(JsonElement record, out string? error)
    {
        error = null;
        var split = Text(record, "split", required: false, ref error);
        Example? example;
        if (record.TryGetProperty("messages", out var messages))
            example = Chat(messages, split, ref error);
        else if (record.TryGetProperty("issue_title", out _) || record.TryGetProperty("resolution", out _))
            example = Issue(record, split, ref error);
        else if (record.TryGetProperty("instruction", out _))
            example = Instruction(record, split, ref error);
        else if (record.TryGetProperty("prompt", out _) || record.TryGetProperty("completion", out _))
            example = Completion(record, split, ref error);
        else
        {
            example = null;
            error ??= "no known shape: expected 'prompt' and 'completion', 'messages', 'instruction' and 'output', " +
                "or 'issue_title' and 'resolution'";
        }
        return error is null ? example : null;
    }

    /// <summary>The text that an issue's fields are put to a model as, the same in training and when asked.</summary>
    public static string IssuePrompt(IReadOnlyDictionary<string, string> fields)
    {
        var lines = new List<string>(3);
        Add("repository", "Repository: ");
        Add("issue_title", "Issue: ");
        Add("issue_description", "");
        return string.Join('\n', lines);

        void Add(string name, string label)
        {
            if (fields.TryGetValue(name, out var value) && value.Length > 0)
                lines.Add(label + value);
        }
    }

    private static Example Completion(JsonElement record, string? split, ref string? error)
    {
        var prompt = Text(record, "prompt", required: true, ref error);
        var completion = Text(record, "completion", required: true, ref error);
        return new(ExampleShape.Completion, [new("user", prompt ?? ""), new("assistant", completion ?? "")], NoFields, null, split);
    }

    private static Example Instruction(JsonElement record, string? split, ref string? error)
    {
        var instruction = Text(record, "instruction", required: true, ref error) ?? "";
        var input = Text(record, "input", required: false, ref error) ?? "";
        var output = Text(record, "output", required: true, ref error) ?? "";
        var asked = input.Length > 0 ? $"{instruction}\n\n{input}" : instruction;
        var fields = new Dictionary<string, string> { ["instruction"] = instruction, ["input"] = input };
        return new(ExampleShape.Instruction, [new("user", asked), new("assistant", output)], fields, null, split);
    }

    private static Example Issue(JsonElement record, string? split, ref string? error)
    {
        var fields = new Dictionary<string, string>();
        foreach (var name in (ReadOnlySpan<string>)["repository", "issue_title", "issue_description"])
        {
            if (Text(record, name, required: name == "issue_title", ref error) is { } value)
                fields[name] = value;
        }
        var resolution = Text(record, "resolution", required: true, ref error) ?? "";
        var steps = Steps(record, ref error);
        return new(ExampleShape.Issue, [new("user", IssuePrompt(fields)), new("assistant", resolution)], fields, steps, split);
    }

    private static Example? Chat(JsonElement messages, string? split, ref string? error)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
        {
            error ??= "'messages' must be an array of objects with 'role' and 'content'";
            return null;
        }
        var turns = new List<Turn>();
        foreach (var message in messages.EnumerateArray())
        {
            var place = $"messages[{turns.Count}].";
            if (message.ValueKind != JsonValueKind.Object)
            {
                error ??= $"'{place[..^1]}' must be an object";
                return null;
            }
            var role = Text(message, "role", required: true, ref error, place) ?? "";
            if (error is null && !Roles.Contains(role))
                error = $"'{place}role' must be one of {string.Join(", ", Roles)}";
            turns.Add(new Turn(role, Text(message, "content", required: true, ref error, place) ?? ""));
        }
        if (turns[^1].Role != "assistant")
            error ??= "the last of 'messages' must be the assistant's";
        return new(ExampleShape.Chat, turns, NoFields, null, split);
    }

    private static List<string>? Steps(JsonElement record, ref string? error)
    {
        if (!record.TryGetProperty("trajectory", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
        {
            error ??= "'trajectory' must be an array";
            return null;
        }
        return [.. value.EnumerateArray().Select(step => step.ValueKind == JsonValueKind.String ? step.GetString()! : step.GetRawText())];
    }

    private static string? Text(JsonElement record, string name, bool required, ref string? error, string place = "")
    {
        if (!record.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
                error ??= $"'{place}{name}' is missing";
            return null;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            error ??= $"'{place}{name}' must be a string";
            return null;
        }
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Bytes that aren't UTF-8, or half of a surrogate pair, are only found out here.
            error ??= $"'{place}{name}' is not valid Unicode text";
            return null;
        }
    }
}

using System.Text.Json;
using Slipway.Formats.Templates;
using Slipway.Platform.Common;

namespace Slipway.Platform.Generation.Direct;

/// <summary>Makes a free-form input into a prompt: by the template stored with the model, else field by field.</summary>
public static class InputRendering
{
    /// <param name="input">An object, or a text.</param>
    /// <param name="template">A Jinja template over <c>input</c>; null for the default rendering.</param>
    public static Result<string> Render(JsonElement input, string? template)
    {
        if (template is null)
            return Default(input);
        try
        {
            using var empty = JsonDocument.Parse("[]");
            using var variables = JsonDocument.Parse($$"""{"input":{{input.GetRawText()}}}""");
            var runs = ChatTemplate.Parse(template).Render(new ChatInput { Messages = empty.RootElement, Variables = variables.RootElement });
            return string.Concat(runs.Select(run => run.Text));
        }
        catch (TemplateException exception)
        {
            return Failure.Invalid("input", $"does not fit the model's template: {exception.Message}");
        }
    }

    /// <summary>A text is the prompt; of an object each field stands on its own, as <c>Issue title: …</c>.</summary>
    private static string Default(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
            return input.GetString()!;
        var fields = input.EnumerateObject().ToList();
        return fields is [{ Name: "prompt" or "text", Value.ValueKind: JsonValueKind.String } only]
            ? only.Value.GetString()!
            : string.Join('\n', fields.Select(field => $"{Title(field.Name)}: {(field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : field.Value.GetRawText())}"));
    }

    private static string Title(string name) =>
        name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');
}

using System.Text.Json;

namespace Slipway.Formats.Templates;

/// <summary>Finds out what a template wants, by rendering small conversations and looking for their words.</summary>
internal sealed class MessageProbe(Func<JsonElement, JsonElement?, MessageForm, string?> render)
{
    private const string Word = "slipway-probe";

    private static readonly MessageForm AsIs = new(false, true, false, false);

    private const string Text = """[{"role":"user","content":"slipway-probe"}]""";

    private const string Parts = """[{"role":"user","content":[{"type":"text","text":"slipway-probe"}]}]""";

    private const string Call = """
        [{"role":"user","content":"x"},{"role":"assistant","content":"","tool_calls":[{"id":"call00001","type":"function",
        "function":{"name":"x","arguments":{"slipway-probe":"slipway-probe"}}}]},
        {"role":"tool","name":"x","tool_call_id":"call00001","content":"x"},{"role":"assistant","content":"x"},
        {"role":"user","content":"x"}]
        """;

    private const string Tools = """
        [{"type":"function","function":{"name":"slipway-probe","description":"x","parameters":{"type":"object","properties":{}}}}]
        """;

    public MessageForm Form()
    {
        var text = Shows(Text, AsIs);
        var parts = Shows(Parts, AsIs);
        var content = AsIs with { ContentIsParts = !text && parts, KeepsParts = parts };
        // No content comes first: templates that look for it would open the same turn twice at "".
        MessageForm[] forms =
        [
            content with { CallsHaveNoContent = true },
            content,
            content with { ArgumentsAreText = true, CallsHaveNoContent = true },
            content with { ArgumentsAreText = true },
        ];
        return Array.Find(forms, form => Shows(Call, form)) ?? content;
    }

    /// <summary>Whether the template tells the model which tools there are.</summary>
    public bool TakesTools(MessageForm form) =>
        render(JsonElement.Parse(Text.Replace(Word, "x", StringComparison.Ordinal)), JsonElement.Parse(Tools), form)
            ?.Contains(Word, StringComparison.Ordinal) ?? false;

    // The word, but neither as Python writes a list or dictionary, nor as JSON inside JSON; and nothing where nothing is said.
    private bool Shows(string messages, MessageForm form) => render(JsonElement.Parse(messages), null, form) is { } prompt &&
        prompt.Contains(Word, StringComparison.Ordinal) &&
        !Array.Exists([$"'{Word}'", $"\\\"{Word}\\\"", "None", "null"], wrong => prompt.Contains(wrong, StringComparison.Ordinal));
}

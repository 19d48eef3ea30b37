using Slipway.Formats.Templates;

namespace Slipway.Formats.ToolCalls;

/// <summary>What to look for in a model's answer.</summary>
public sealed record AnswerSyntax
{
    public const string OpenThoughts = "<think>";
    public const string CloseThoughts = "</think>";
    public const string OpenCall = "<tool_call>";
    public const string CloseCall = "</tool_call>";
    public const string PythonTag = "<|python_tag|>";

    public ToolCallFormat Calls { get; init; }

    /// <summary>The functions that were offered. A bare object is a call only if it names one of them.</summary>
    public IReadOnlySet<string> Functions { get; init; } = new HashSet<string>();

    /// <summary>Whether an answer may begin with thoughts between the tags think.</summary>
    public bool Thinks { get; init; }

    /// <summary>The prompt has opened the thoughts already, so the answer begins inside.</summary>
    public bool StartsThinking { get; init; }

    /// <summary>The answer is more than its text: there are tags to look for.</summary>
    public bool IsStructured => Calls != ToolCallFormat.None || Thinks || StartsThinking;

    /// <summary>
    /// How a model answers that was trained with this template: the tags that it writes into the history are those that the model
    /// writes itself.
    /// </summary>
    public static AnswerSyntax Of(ChatTemplate template, IReadOnlyList<TextRun> prompt, IEnumerable<string> functions)
    {
        var names = functions.ToHashSet();
        var end = (prompt.Count > 0 && !prompt[^1].FromUser ? prompt[^1].Text : "").TrimEnd();
        return new()
        {
            Calls = names.Count == 0 ? ToolCallFormat.None : FormatOf(template.Source),
            Functions = names,
            Thinks = template.Source.Contains(CloseThoughts, StringComparison.Ordinal) &&
                !end.EndsWith(CloseThoughts, StringComparison.Ordinal),
            StartsThinking = end.EndsWith(OpenThoughts, StringComparison.Ordinal),
        };
    }

    private static ToolCallFormat FormatOf(string source)
    {
        bool Has(string sign) => source.Contains(sign, StringComparison.Ordinal);
        // Calls written as XML stand between the same tags, and others have tags of their own.
        if (Has("<function=") || Has("[TOOL_CALLS]"))
            return ToolCallFormat.None;
        if (Has(OpenCall))
            return ToolCallFormat.Tagged;
        string[] signs = [PythonTag, "\"parameters\"", "\\\"parameters\\\""];
        return Array.Exists(signs, Has) ? ToolCallFormat.Bare : ToolCallFormat.None;
    }
}

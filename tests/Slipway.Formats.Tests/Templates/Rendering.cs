using System.Text.Json;
using Slipway.Formats.Templates;

namespace Slipway.Formats.Tests.Templates;

/// <summary>Short ways to render.</summary>
internal static class Rendering
{
    public static string Text(string template, string variables = "{}", string messages = "[]") =>
        string.Concat(Runs(template, variables, messages).Select(run => run.Text));

    public static IReadOnlyList<TextRun> Runs(string template, string variables = "{}", string messages = "[]") =>
        ChatTemplate.Parse(template).Render(Input(messages, variables));

    public static ChatInput Input(string messages, string variables = "{}") => new()
    {
        Messages = JsonElement.Parse(messages),
        Variables = JsonElement.Parse(variables),
        BosToken = "<s>",
        EosToken = "</s>",
    };

    /// <summary>Who wrote what: the user's words in guillemets.</summary>
    public static string Marked(string template, string variables = "{}", string messages = "[]") =>
        string.Concat(Runs(template, variables, messages).Select(run => run.FromUser ? $"«{run.Text}»" : run.Text));

    public static TemplateException Failure(string template, string variables = "{}", string messages = "[]") =>
        Assert.Throws<TemplateException>(() => Text(template, variables, messages));
}

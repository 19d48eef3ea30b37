using System.Text.Json;
using Slipway.Formats.Templates.Library;
using Slipway.Formats.Templates.Nodes;
using Slipway.Formats.Templates.Syntax;
using Slipway.Formats.Templates.Values;
using Slipway.Formats.Tokenizers;

namespace Slipway.Formats.Templates;

/// <summary>
/// A chat template as models carry it: a program in the part of Jinja that published templates use. It makes a conversation
/// into a prompt, and keeps apart what the template wrote from what people wrote. Safe to share between threads.
/// </summary>
public sealed class ChatTemplate
{
    private static readonly TemplateLimits ProbeLimits = new() { Steps = 200_000 };

    private readonly Statement program;

    private readonly Lazy<MessageForm> form;
    private readonly Lazy<bool> takesTools;

    private ChatTemplate(string source)
    {
        Source = Lexer.Normalize(source);
        program = StatementParser.Parse(Source);
        var probe = new MessageProbe(TryRender);
        form = new(probe.Form);
        takesTools = new(() => probe.TakesTools(form.Value));
    }

    public string Source { get; }

    /// <summary>Whether the template tells the model which tools it has; a conversation with tools is lost on one that doesn't.</summary>
    public bool TakesTools => takesTools.Value;

    /// <exception cref="TemplateException">The source is no template; the message names line and column.</exception>
    public static ChatTemplate Parse(string source) => new(source);

    /// <summary>For a model that carries no template: by the control tokens of its vocabulary.</summary>
    public static ChatTemplate Default(Tokenizer tokenizer) => new(DefaultTemplates.For(tokenizer));

    /// <exception cref="TemplateException">The template refuses the conversation, fails, or costs too much.</exception>
    public IReadOnlyList<TextRun> Render(ChatInput input, TemplateLimits? limits = null) => Render(input, limits, form.Value);

    /// <summary>Without bringing the messages into another form.</summary>
    internal IReadOnlyList<TextRun> RenderAsIs(ChatInput input) => Render(input, null, null);

    private IReadOnlyList<TextRun> Render(ChatInput input, TemplateLimits? limits, MessageForm? form)
    {
        var budget = new Budget(limits ?? TemplateLimits.Default);
        var output = new TextBuilder(budget);
        var globals = Globals(input, form, budget);
        try
        {
            program.Execute(new Frame(globals, output, budget));
        }
        catch (TemplateException failure)
        {
            throw failure.In(Source, budget.At);
        }
        catch (InvalidOperationException wrapper) when (wrapper.InnerException is TemplateException failure)
        {
            // Sorting wraps what comparing throws.
            throw failure.In(Source, budget.At);
        }
        return [.. output.ToText().Runs()];
    }

    private string? TryRender(JsonElement messages, JsonElement? tools, MessageForm form)
    {
        try
        {
            var runs = Render(new ChatInput { Messages = messages, Tools = tools }, ProbeLimits, form);
            return string.Concat(runs.Select(run => run.Text));
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private static Scope Globals(ChatInput input, MessageForm? form, Budget budget)
    {
        var builtins = new Scope();
        foreach (var name in Functions.All)
            builtins.Set(name, Functions.All.Bind(name, NoneValue.Instance)!);
        builtins.Set("strftime_now", Functions.StrftimeNow(input.Clock));
        var globals = new Scope(builtins);
        var messages = JsonValues.OfMessages(input.Messages);
        if (form is not null)
            new MessageAdapter(form, budget).Adapt(messages);
        globals.Set("messages", messages);
        globals.Set("add_generation_prompt", BooleanValue.Of(input.AddGenerationPrompt));
        globals.Set("bos_token", TextValue.Of(input.BosToken));
        globals.Set("eos_token", TextValue.Of(input.EosToken));
        // Templates are written for a library that always passes both.
        globals.Set("tools", JsonValues.Of(input.Tools ?? default));
        globals.Set("documents", JsonValues.Of(input.Documents ?? default));
        if (input.Variables is { ValueKind: JsonValueKind.Object } variables)
        {
            foreach (var variable in variables.EnumerateObject())
                globals.Set(variable.Name, JsonValues.Of(variable.Value));
        }
        return globals;
    }
}

namespace Slipway.Formats.Templates;

/// <summary>A template that cannot be parsed or rendered. The message is one line and names the place in the template.</summary>
public sealed class TemplateException : Exception
{
    internal TemplateException(string problem, TemplateFault fault = TemplateFault.Evaluation)
        : base(problem)
    {
        Problem = problem;
        Fault = fault;
    }

    private TemplateException(TemplateException problem, int line, int column)
        : base($"chat template, line {line}, column {column}: {problem.Problem}", problem.InnerException)
    {
        Problem = problem.Problem;
        Fault = problem.Fault;
        Line = line;
        Column = column;
    }

    /// <summary>The message without the place; what a template raised is meant for whoever sent the conversation.</summary>
    public string Problem { get; }

    public TemplateFault Fault { get; }

    /// <summary>From 1; 0 where no place is known.</summary>
    public int Line { get; }

    /// <summary>From 1; 0 where no place is known.</summary>
    public int Column { get; }

    internal TemplateException In(string source, int offset)
    {
        var before = source.AsSpan(0, Math.Min(offset, source.Length));
        return new(this, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}

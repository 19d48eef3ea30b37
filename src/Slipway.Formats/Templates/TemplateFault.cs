namespace Slipway.Formats.Templates;

/// <summary>Why a template failed, hence whose fault it is.</summary>
public enum TemplateFault
{
    /// <summary>The source is not a template that we understand.</summary>
    Syntax,

    /// <summary>An operation that has no meaning for its values: a fault of the template, or a conversation it doesn't expect.</summary>
    Evaluation,

    /// <summary>The template itself refused the conversation with <c>raise_exception</c>.</summary>
    Raised,

    /// <summary>Over <see cref="TemplateLimits"/>.</summary>
    Limit,
}

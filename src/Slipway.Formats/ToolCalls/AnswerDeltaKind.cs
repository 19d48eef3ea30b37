namespace Slipway.Formats.ToolCalls;

public enum AnswerDeltaKind
{
    /// <summary>More of what the reader is to see.</summary>
    Content,

    /// <summary>More of what the model thought before.</summary>
    Reasoning,

    /// <summary>A call begins; the text is the function's name, complete.</summary>
    CallName,

    /// <summary>More of the arguments of that call: JSON, cut anywhere.</summary>
    CallArguments,
}

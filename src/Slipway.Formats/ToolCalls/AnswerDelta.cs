namespace Slipway.Formats.ToolCalls;

/// <summary>A piece of an answer. <see cref="Call"/> counts calls from 0; it has no meaning for content and reasoning.</summary>
public readonly record struct AnswerDelta(AnswerDeltaKind Kind, string Text, int Call = 0);

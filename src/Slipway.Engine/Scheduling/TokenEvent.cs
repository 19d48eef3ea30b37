namespace Slipway.Engine.Scheduling;

/// <summary>One step of a generation, in the order in which they happened.</summary>
/// <param name="Token">The token, or -1 where the event only finishes.</param>
/// <param name="Text">Text that is certain now: it may lag behind the tokens.</param>
/// <param name="OfPrompt">A token of the prompt, reported for its score.</param>
internal readonly record struct TokenEvent(
    int Token, string Text, TokenScores? Scores = null, FinishReason Finish = FinishReason.None, bool OfPrompt = false);

namespace Slipway.Formats.Templates;

/// <summary>
/// In which form a template wants what OpenAI's protocol allows in several: found by trying, since nothing states it.
/// </summary>
/// <param name="ContentIsParts">A text becomes an array with one part; otherwise parts become one text.</param>
/// <param name="KeepsParts">An array of parts stays as it is.</param>
/// <param name="ArgumentsAreText">A tool call's arguments are JSON as a text, otherwise an object.</param>
/// <param name="CallsHaveNoContent">A message with tool calls and no text has the content none, otherwise "".</param>
internal sealed record MessageForm(bool ContentIsParts, bool KeepsParts, bool ArgumentsAreText, bool CallsHaveNoContent);

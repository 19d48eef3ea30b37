namespace Slipway.Contracts.Prompts;

/// <summary>A line of a difference.</summary>
/// <param name="Change"><c>same</c>, <c>removed</c> or <c>added</c>.</param>
public sealed record PromptLine(string Change, string Text);

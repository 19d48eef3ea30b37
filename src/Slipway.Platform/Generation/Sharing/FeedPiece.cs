namespace Slipway.Platform.Generation.Sharing;

/// <summary>Some of an attempt's text, and where it begins there; sent to a node where somebody follows the task.</summary>
public sealed record FeedPiece(string TaskId, int Attempt, int Start, string Text);

namespace Slipway.Platform.Generation;

/// <param name="Attempt">The current attempt; 0 while the task waits.</param>
/// <param name="Start">Where <paramref name="Text"/> begins in the attempt's text.</param>
/// <param name="Text">What the subscriber has not seen.</param>
/// <param name="Final">The task with its outcome, once it has one.</param>
/// <param name="Changed">Completes when there may be more.</param>
public sealed record FeedView(int Attempt, int Start, string Text, GenerationTask? Final, Task Changed);

namespace Slipway.Platform.Generation;

/// <summary>How an attempt ended: with the task's outcome, or with the task in the queue again after a pause.</summary>
internal readonly record struct AttemptEnd(GenerationTask? WaitsAgain, TimeSpan Pause);

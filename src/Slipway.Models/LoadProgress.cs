namespace Slipway.Models;

/// <summary>How far the loading of a model is, in bytes of its weights.</summary>
public readonly record struct LoadProgress(long Done, long Total);

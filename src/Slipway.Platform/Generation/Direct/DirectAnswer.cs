namespace Slipway.Platform.Generation.Direct;

/// <param name="Version">The version that generated.</param>
/// <param name="Generated">What it said, and how long it took.</param>
public sealed record DirectAnswer(string Version, Generated Generated);

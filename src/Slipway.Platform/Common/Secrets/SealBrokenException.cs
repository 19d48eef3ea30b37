namespace Slipway.Platform.Common.Secrets;

/// <summary>A sealed text that this key does not open.</summary>
public sealed class SealBrokenException() : Exception("a stored secret was sealed with another key, or has been changed");

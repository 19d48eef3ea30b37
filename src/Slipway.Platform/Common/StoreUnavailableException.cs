namespace Slipway.Platform.Common;

/// <summary>The database cannot be reached now. Nothing was written, or the caller cannot know; asking again later may help.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

namespace Slipway.Client;

/// <summary>The server refused, or could not be reached.</summary>
/// <param name="message">The server's own words where it answered.</param>
/// <param name="status">The HTTP status; 0 where there was no answer.</param>
/// <param name="inner">What broke the connection.</param>
public sealed class SlipwayException(string message, int status, Exception? inner = null) : Exception(message, inner)
{
    public int Status => status;

    /// <summary>How long the server asks to wait before the same request may succeed.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

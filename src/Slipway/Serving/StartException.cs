namespace Slipway.Serving;

/// <summary>Why the server does not start, in a line for its operator.</summary>
internal sealed class StartException(string message) : Exception(message);

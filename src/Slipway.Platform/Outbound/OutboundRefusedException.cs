namespace Slipway.Platform.Outbound;

/// <summary>The outbound policy does not let this address be called. The message may be shown.</summary>
public sealed class OutboundRefusedException(string message) : HttpRequestException(HttpRequestError.ConnectionError, message);

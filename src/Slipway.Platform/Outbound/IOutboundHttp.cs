namespace Slipway.Platform.Outbound;

/// <summary>The only way to call an address that a caller sent: every connection, also after a redirect, is held to the outbound policy.</summary>
public interface IOutboundHttp
{
    /// <summary>A shared client without a time limit of its own; it is not disposed by its users.</summary>
    HttpClient For(OutboundPurpose purpose);

    /// <summary>Connections of one's own, for one server.</summary>
    HttpMessageHandler CreateHandler(OutboundPurpose purpose);
}

namespace Slipway.Platform.Outbound;

/// <summary>Why the server calls an address that a caller sent.</summary>
public enum OutboundPurpose
{
    /// <summary>A server that generates; it may stand on this machine or in this network.</summary>
    BackEnd,

    Download,
    Import,
    Webhook,
}

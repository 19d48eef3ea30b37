using System.Net;
using Slipway.Server.Access;
using Slipway.Server.Http;
using Slipway.Server.Limits;

namespace Slipway.Server;

/// <summary>How the server listens.</summary>
public sealed record ServerOptions
{
    /// <summary>Addresses such as <c>http://127.0.0.1:8000</c>.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    public AccessOptions Access { get; init; } = new();

    /// <summary>How callers reach this server from elsewhere; null for what each request itself used.</summary>
    public string? PublicUrl { get; init; }

    public LimitRules Limits { get; init; } = LimitRules.None;

    /// <summary>Proxies whose word on the client's address is believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    public long LargestBody { get; init; } = 32 * 1024 * 1024;

    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What https addresses show; null where there are none.</summary>
    public TlsCertificate? Certificate { get; init; }
}

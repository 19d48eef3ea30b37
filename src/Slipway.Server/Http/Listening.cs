using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.Server.Http;

/// <summary>What a connection may cost: nobody holds one by being slow, and nobody fills the memory with headers.</summary>
internal static class Listening
{
    private const int LargestHeaders = 32 * 1024;
    private const int LargestLine = 16 * 1024;
    private const double SlowestBytesPerSecond = 240;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = options.LargestBody;
        limits.MaxRequestHeadersTotalSize = LargestHeaders;
        limits.MaxRequestLineSize = LargestLine;
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.MinRequestBodyDataRate = new MinDataRate(SlowestBytesPerSecond, Grace);
        limits.MinResponseDataRate = new MinDataRate(SlowestBytesPerSecond, Grace);
        if (options.Certificate is not { } certificate)
            return;
        kestrel.ConfigureHttpsDefaults(https =>
        {
            https.ServerCertificate = certificate.Current().TargetCertificate;
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            https.OnAuthenticate = (_, tls) => tls.ServerCertificateContext = certificate.Current();
        });
    }
}

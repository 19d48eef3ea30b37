using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>How the server listens, and how long it puts up with slow callers.</summary>
internal static class ListenSettings
{
    public static readonly Setting<string> TlsCertificate = Setting.Text("TLS_CERT_FILE", "",
        "The certificate for https, with those that vouch for it behind it. Read again when it changes.", "a PEM file");

    public static readonly Setting<string> TlsKey = Setting.Text("TLS_KEY_FILE", "", "The certificate's private key.", "a PEM file without a password");

    public static readonly Setting<int> LargestBody = Setting.Integer("MAX_BODY_BYTES", 32 * 1024 * 1024, 1024, int.MaxValue,
        "The largest body of a request that is no upload of a file; a larger one is refused with 413.");

    public static readonly Setting<TimeSpan> HeaderTimeout = Setting.Seconds("REQUEST_HEADERS_TIMEOUT", 15, 1, 600,
        "How long a caller may take to send a request's headers.");

    public static readonly IReadOnlyList<Setting> All = [TlsCertificate, TlsKey, LargestBody, HeaderTimeout];
}

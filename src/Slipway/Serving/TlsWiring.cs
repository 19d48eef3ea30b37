using Slipway.Platform.Common.Settings;
using Slipway.Server.Http;

namespace Slipway.Serving;

/// <summary>The certificate that https addresses show.</summary>
internal static class TlsWiring
{
    /// <summary>What is wrong with the settings; null where nothing is.</summary>
    public static string? Problem(SettingValues settings, IReadOnlyList<string> urls)
    {
        var (certificate, key) = (settings.Get(ListenSettings.TlsCertificate), settings.Get(ListenSettings.TlsKey));
        if ((certificate.Length > 0) != (key.Length > 0))
            return $"{ListenSettings.TlsCertificate.Name} and {ListenSettings.TlsKey.Name} are set together or not at all";
        if (certificate.Length == 0)
        {
            return urls.FirstOrDefault(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) is { } secure
                ? $"{secure} needs a certificate: set {ListenSettings.TlsCertificate.Name} and {ListenSettings.TlsKey.Name}"
                : null;
        }

        return TlsCertificate.Open(certificate, key, TimeProvider.System, out var problem) is null
            ? $"{ListenSettings.TlsCertificate.Name}={certificate}, {ListenSettings.TlsKey.Name}={key}: {problem}"
            : null;
    }

    /// <exception cref="StartException">The files have become unreadable.</exception>
    public static TlsCertificate? Open(SettingValues settings, TimeProvider time)
    {
        if (settings.Get(ListenSettings.TlsCertificate) is not { Length: > 0 } certificate)
            return null;
        return TlsCertificate.Open(certificate, settings.Get(ListenSettings.TlsKey), time, out var problem) ?? throw new StartException(problem);
    }
}

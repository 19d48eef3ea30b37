using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Slipway.Server.Http;

/// <summary>
/// A certificate in files. It is read again when they have changed, so that a renewal needs no restart; while a renewal is half
/// written the old one serves on.
/// </summary>
public sealed class TlsCertificate
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly TimeProvider _time;
    private readonly Lock _reading = new();
    private SslStreamCertificateContext _current;
    private DateTime _written;
    private long _checked;

    private TlsCertificate(string certificateFile, string keyFile, SslStreamCertificateContext current, DateTime written, TimeProvider time)
    {
        (_certificateFile, _keyFile, _current, _written, _time) = (certificateFile, keyFile, current, written, time);
        _checked = time.GetTimestamp();
    }

    /// <summary>Null and a reason where the files hold no certificate with its key.</summary>
    public static TlsCertificate? Open(string certificateFile, string keyFile, TimeProvider time, out string problem)
    {
        try
        {
            problem = "";
            var written = Written(certificateFile, keyFile);
            return new TlsCertificate(certificateFile, keyFile, Read(certificateFile, keyFile), written, time);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            problem = exception.Message;
            return null;
        }
    }

    /// <summary>The certificate to show now.</summary>
    public SslStreamCertificateContext Current()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _checked)) < Pause || !_reading.TryEnter())
            return Volatile.Read(ref _current);
        try
        {
            Volatile.Write(ref _checked, _time.GetTimestamp());
            var written = Written(_certificateFile, _keyFile);
            if (written != _written)
            {
                Volatile.Write(ref _current, Read(_certificateFile, _keyFile));
                _written = written;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            // Half written, or gone for a moment: asked again after a pause.
        }
        finally
        {
            _reading.Exit();
        }

        return Volatile.Read(ref _current);
    }

    private static DateTime Written(string certificateFile, string keyFile)
    {
        var (certificate, key) = (File.GetLastWriteTimeUtc(certificateFile), File.GetLastWriteTimeUtc(keyFile));
        return certificate > key ? certificate : key;
    }

    private static SslStreamCertificateContext Read(string certificateFile, string keyFile)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain, offline: true);
    }
}

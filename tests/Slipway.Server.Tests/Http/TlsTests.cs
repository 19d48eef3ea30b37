using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Slipway.Testing;

namespace Slipway.Server.Tests.Http;

public sealed class TlsTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Fact]
    public async Task A_certificate_in_files_serves_https_with_its_key()
    {
        var thumbprint = Write("cert.pem", "key.pem");
        await using var server = await TestServer.StartAsync(
            null, ("URLS", "https://127.0.0.1:0"), ("TLS_CERT_FILE", _folder.File("cert.pem")), ("TLS_KEY_FILE", _folder.File("key.pem")));
        X509Certificate2? shown = null;
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (shown = certificate) is not null,
        };
        using var client = new HttpClient(handler);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(server.Address, "health"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(thumbprint, shown!.GetCertHashString());
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_refused_at_start_by_name()
    {
        Write("cert.pem", "key.pem");
        Write("other.pem", "other-key.pem");
        var refused = await SlipwayCommand.FailAsync(
            new() { ["TLS_CERT_FILE"] = _folder.File("cert.pem"), ["TLS_KEY_FILE"] = _folder.File("other-key.pem") }, "serve", "--data", _folder.Path);
        Assert.Contains("TLS_CERT_FILE", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413_and_another_type_than_JSON_415_in_the_words_of_the_contract()
    {
        await using var server = await TestServer.StartAsync(null, ("MAX_BODY_BYTES", "2000"));
        var large = await server.Client.PostAsync("generate", new StringContent(new string(' ', 3000), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(413, (int)large.StatusCode);
        Assert.Equal(413, (int)(await TestServer.ReadAsync(large))["status_code"]!);
        var text = await server.Client.PostAsync("generate", new StringContent("prompt", Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);
        Assert.Equal(415, (int)text.StatusCode);
    }

    [Fact]
    [Trait("Needs", "time")]
    public async Task A_caller_that_never_ends_its_headers_is_hung_up_on()
    {
        await using var server = await TestServer.StartAsync(null, ("REQUEST_HEADERS_TIMEOUT", "1"));
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        await stream.WriteAsync("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray(), TestContext.Current.CancellationToken);
        var answer = await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string certificateName, string keyName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(_folder.File(certificateName), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.File(keyName), key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString();
    }
}
